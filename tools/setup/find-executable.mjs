// @ts-check
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/**
 * The first executable of the name on a search path, as a shell finds it.
 *
 * @param {string} name
 * @param {string | undefined} searchPath as in PATH
 * @returns {string | undefined}
 */
export function findExecutable(name, searchPath = "") {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/**
 * A search path on which the file's name finds the file: its folder goes first, but only if something else would be
 * found, as a folder like /usr/bin brings more than the one tool.
 *
 * @param {string} file
 * @param {string | undefined} searchPath
 * @returns {string}
 */
export function pathThatFinds(file, searchPath = "") {
  const found = findExecutable(basename(file), searchPath);
  if (found !== undefined && realpathSync(found) === realpathSync(file)) return searchPath;
  return searchPath === "" ? dirname(file) : `${dirname(file)}${delimiter}${searchPath}`;
}
