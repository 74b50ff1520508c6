import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Packages } from "../packages.js";
import { Refusal } from "../refusal.js";
import type { DataKeys, KeyNote } from "./data-key.js";

const FORMAT = "gridwire-plan-1";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;

/** What a plan is a plan of. Stands in the file in clear, and cannot be changed unnoticed. */
export interface PlanHeader {
  readonly stack: string;
  /** Hash of the commit; ends in `-changed` when the files differed from it. */
  readonly commit: string;
  /** Version of the Pulumi CLI, e.g. `v3.259.0`. */
  readonly cli: string;
  /** ISO time. */
  readonly createdAt: string;
  readonly packages: Packages;
  /** Whether Azure was looked at first, so that what drifted is put back. */
  readonly refresh: boolean;
}

interface PlanFile {
  readonly format: typeof FORMAT;
  readonly header: PlanHeader;
  readonly key: KeyNote;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/**
 * Writes a plan, encrypted (AES-256-GCM): even where Pulumi has encrypted what is secret, a plan tells all inputs.
 *
 * @param plan what `pulumi preview --save-plan` wrote.
 */
export async function writePlanFile(file: string, header: PlanHeader, plan: Buffer, keys: DataKeys): Promise<void> {
  const { key, note } = await keys.make();
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(authenticated(header, note));
  const data = Buffer.concat([cipher.update(gzipSync(plan)), cipher.final()]);
  const text: PlanFile = {
    format: FORMAT,
    header,
    key: note,
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  writeFileSync(file, `${JSON.stringify(text)}\n`, { mode: 0o600 });
}

/** @throws Refusal when the file is not there, or is none of {@link writePlanFile}. */
export function readPlanFile(file: string): { readonly header: PlanHeader; open(keys: DataKeys): Promise<Buffer> } {
  const read = parsed(file);
  return {
    header: read.header,
    async open(keys) {
      const key = await keys.find(read.key);
      try {
        const decipher = createDecipheriv(CIPHER, key, Buffer.from(read.nonce, "base64"), { authTagLength: 16 })
          .setAAD(authenticated(read.header, read.key))
          .setAuthTag(Buffer.from(read.tag, "base64"));
        return gunzipSync(Buffer.concat([decipher.update(Buffer.from(read.data, "base64")), decipher.final()]));
      } catch (error) {
        throw new Refusal(`${file} was changed after it was written, or its key is another one: plan again.`, {
          cause: error,
        });
      }
    },
  };
}

function parsed(file: string): PlanFile {
  const refuse = (why: string, cause?: unknown) => new Refusal(`--plan ${file} ${why}`, { cause });
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refuse("cannot be read: expected a file that ci:plan wrote", error);
  }
  try {
    const value = JSON.parse(text) as PlanFile;
    if (value.format === FORMAT) return value;
  } catch (error) {
    throw refuse("is no plan of ci:plan", error);
  }
  throw refuse("is no plan of ci:plan");
}

const authenticated = (header: PlanHeader, note: KeyNote): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, header, note]));
