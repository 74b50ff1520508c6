import type { ControlClient } from "./control-client.js";

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `clock`: tells the time of the local Azure, and moves it ahead.
 *
 * @param by `+6m`: a whole number of s, m, h or d; without it the clock stays.
 * @returns what to print.
 * @throws when it is no such number, or farther ahead than a year.
 */
export async function clock(control: Pick<ControlClient, "clock" | "advance">, by?: string): Promise<string> {
  const { now, aheadMs } = by === undefined ? await control.clock() : await control.advance(millisecondsOf(by));
  const ahead = aheadMs === 0 ? "the time of this machine" : `${spoken(aheadMs)} ahead of this machine`;
  return `${now}, ${ahead}`;
}

function millisecondsOf(by: string): number {
  const [, number = "0", unit] = /^\+(\d+)([smhd])$/.exec(by) ?? [];
  if (Number(number) === 0) throw new Error(`clock ${by}: expected a whole number of s, m, h or d, e.g. +6m`);
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** `1 d 6 m` */
function spoken(ms: number): string {
  let left = ms;
  const parts = (["d", "h", "m", "s"] as const).map((unit) => {
    const whole = Math.floor(left / UNITS[unit]);
    left -= whole * UNITS[unit];
    return whole === 0 ? "" : `${whole} ${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}
