import { createHash, timingSafeEqual } from "node:crypto";

/** Compares secrets without telling by its time how much was right, or how long the right one is. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
