/**
 * A time as .NET writes it into the status of a timer, e.g. `2026-01-05T11:00:00+00:00`: in UTC, as machines of Azure
 * run, and with seven digits only where there is a fraction.
 */
export const dotNetTime = (at: Date): string => at.toISOString().replace(/(?:\.000|(\.\d{3}))Z$/, fraction);

const fraction = (_: string, digits: string | undefined): string =>
  `${digits === undefined ? "" : `${digits}0000`}+00:00`;
