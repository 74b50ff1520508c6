import { createHmac } from "node:crypto";

/** 20 hexadecimal digits are 80 bits: two names of a billion share a pseudonym with a chance of one in two million. */
const PSEUDONYM_DIGITS = 20;

/** What stands for a name where the name itself shall not: the same for the same name and key, and not to be reversed. */
export const pseudonymOf = (name: string, key: string): string =>
  createHmac("sha256", key).update(name.normalize("NFC")).digest("hex").slice(0, PSEUDONYM_DIGITS);

/** The record of a name: its pseudonym in the first line, and the name as it came in what follows. */
export const recordOf = (name: string, key: string): string => `pseudonym: ${pseudonymOf(name, key)}\nname: ${name}\n`;
