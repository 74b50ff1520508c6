import { MISBEHAVIOURS, type MisbehaviourName } from "../shared/misbehaviour.js";
import type { ControlClient } from "./control-client.js";

const ALL = Object.entries(MISBEHAVIOURS);

/**
 * `misbehave`: without a name lists everything that the local Azure can do badly, with what it does now.
 *
 * @param name of a misbehaviour, or `none` for all of them back to good.
 * @param number seconds or times; 0 sets it back to good.
 * @returns what to print.
 * @throws when name or number are wrong.
 */
export async function misbehave(control: ControlClient, name?: string, number?: string): Promise<string> {
  if (name === undefined) return listOf(await control.misbehaviours());
  if (name === "none") {
    await control.behave();
    return "The local Azure behaves well.";
  }
  if (number === undefined || number.trim() === "") {
    throw new Error(`misbehave ${name}: expected a number after it, 0 for good behaviour`);
  }
  await control.misbehave(name, Number(number));
  if (Number(number) === 0) return `${name}: good again.`;
  const { unit, does } = MISBEHAVIOURS[name as MisbehaviourName];
  return `${name} ${number} ${unit}. ${does}\nBack to good: npm run local -- misbehave none`;
}

function listOf(numbers: Readonly<Record<MisbehaviourName, number>>): string {
  const width = Math.max(...ALL.map(([name]) => name.length));
  const rows = ALL.map(([name, { unit, does }]) => {
    const now = numbers[name as MisbehaviourName];
    const set = now === 0 ? "" : `  now: ${now} ${unit}`;
    return `${name.padEnd(width)}  <${unit}>${set}\n    ${does}`;
  });
  return `${rows.join("\n")}\n\nnpm run local -- misbehave <name> <number>, or: misbehave none`;
}
