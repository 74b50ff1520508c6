import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Who commits in the copy: no setting of the user's is needed or used. */
const AUTHOR = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost", "-c", "commit.gpgsign=false"];

/** A copy of the checkout as a repository of its own, with one branch `main`: what happens there stays there. */
export class Repository {
  private constructor(readonly root: string) {}

  /**
   * Copies all that is tracked, or would be: also what is not committed yet.
   *
   * @param source the checkout.
   * @param root where the copy goes; must not exist.
   * @throws when the checkout is no git repository.
   */
  static copy(source: string, root: string): Repository {
    const listed = git(source, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
    for (const file of listed.split("\0").filter((name) => name !== "")) {
      // A file that was deleted and not committed is still listed.
      if (!existsSync(join(source, file))) continue;
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(source, file), join(root, file));
    }
    symlinkSync(join(source, "node_modules"), join(root, "node_modules"));
    const repository = new Repository(root);
    git(root, "init", "--quiet", "--initial-branch=main");
    repository.commit("The project as it is");
    return repository;
  }

  /** Goes to a branch, which begins here if there is none of the name. */
  branch(name: string): void {
    const known = git(this.root, "branch", "--list", name) !== "";
    git(this.root, "switch", "--quiet", ...(known ? [name] : ["--create", name]));
  }

  /** Adds lines to a file's end. */
  append(file: string, lines: readonly string[]): void {
    appendFileSync(join(this.root, file), `${lines.join("\n")}\n`);
  }

  /** Replaces a text in a file. @throws when the text is not there. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.root, file);
    const before = readFileSync(path, "utf8");
    if (!before.includes(from)) throw new Error(`${file} does not hold "${from}"`);
    writeFileSync(path, before.replace(from, to));
  }

  /** Commits all that has changed. */
  commit(message: string): void {
    git(this.root, "add", "--all");
    git(this.root, ...AUTHOR, "commit", "--quiet", "--allow-empty", `--message=${message}`);
  }

  /** Merges a branch into `main`, and goes there. */
  merge(name: string): void {
    this.branch("main");
    git(this.root, ...AUTHOR, "merge", "--quiet", "--no-ff", "--no-edit", name);
  }
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
