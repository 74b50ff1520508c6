/**
 * Durations as .NET writes them, `[d.]hh:mm:ss`.
 *
 * @see https://learn.microsoft.com/dotnet/standard/base-types/standard-timespan-format-strings#the-constant-c-format-specifier
 */
export const timeSpan = {
  /** @returns milliseconds; undefined when the text is none. */
  parse(text: string): number | undefined {
    const [, sign, days = "0", hours, minutes = "", seconds = ""] =
      /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,7})?)$/.exec(text.trim()) ?? [];
    if (hours === undefined || +hours > 23 || +minutes > 59 || +seconds >= 60) return undefined;
    const ms = Math.round((((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds) * 1000);
    return sign === undefined ? ms : -ms;
  },

  /** @param ms milliseconds; 0 or more. */
  format(ms: number): string {
    const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
    const days = Math.floor(ms / 86_400_000);
    const seconds = ms / 1000;
    const fraction = ms % 1000 === 0 ? "" : `.${String(ms % 1000).padStart(3, "0")}0000`;
    const clock = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60].map(two).join(":");
    return `${days === 0 ? "" : `${days}.`}${clock}${fraction}`;
  },
};
