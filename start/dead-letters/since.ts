const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How many milliseconds of 1970 a time has: `90m`, `6h` or `2d` before now, or an ISO time. @throws when it is neither. */
export function readSince(text: string, now: Date): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now.getTime() - Number(count) * (UNITS_MS[unit] ?? 0);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new Error(`--since "${text}": expected 90m, 6h, 2d, or a time such as 2026-05-01T12:00Z`);
  return time;
}
