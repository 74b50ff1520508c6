import { execFileSync } from "node:child_process";
import { Checkout } from "../shared/checkout.js";

const AUTHOR = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

/** A copy of the project with the commands of `ci/`, as a git repository with one commit. */
export function gitCheckout(): Checkout {
  const checkout = Checkout.make("Pulumi.dev.yaml");
  git(checkout, "init", "--quiet");
  commit(checkout);
  return checkout;
}

/** Commits all that was edited. */
export function commit(checkout: Checkout): void {
  git(checkout, "add", "--all");
  git(checkout, ...AUTHOR, "commit", "--quiet", "--message", "A change");
}

function git(checkout: Checkout, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: checkout.root, stdio: ["ignore", "ignore", "pipe"] });
}
