const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
/** What `{datetime}` gives without a format. */
export const DEFAULT_FORMAT = "yyyy-MM-ddTHH-mm-ssK";
const TOKEN = /(d{1,4}|f{1,7}|F{1,7}|hh?|HH?|K|mm?|M{1,4}|ss?|tt?|y{1,5}|z{1,3}|'[^']*'|"[^"]*"|\\.|%(?=.)|.)/gs;

/**
 * A moment in UTC, in a custom format of .NET and the invariant culture.
 *
 * @see https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings
 * @throws for a standard format, which is a single letter.
 */
export function dotNetDate(date: Date, format: string): string {
  if (/^[A-Za-z]$/.test(format)) {
    throw new Error(`date format "${format}": the local Azure takes custom formats, e.g. "yyyy-MM-dd"`);
  }
  return [...format.matchAll(TOKEN)].map(([token]) => part(date, token)).join("");
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

function part(date: Date, token: string): string {
  const digits = token.length;
  const hour = date.getUTCHours();
  switch (token[0]) {
    case "y":
      return digits <= 2 ? padded(date.getUTCFullYear() % 100, digits) : padded(date.getUTCFullYear(), digits);
    case "M":
      return digits <= 2 ? padded(date.getUTCMonth() + 1, digits) : named(MONTHS, date.getUTCMonth(), digits);
    case "d":
      return digits <= 2 ? padded(date.getUTCDate(), digits) : named(DAYS, date.getUTCDay(), digits);
    case "H":
      return padded(hour, digits);
    case "h":
      return padded(hour % 12 === 0 ? 12 : hour % 12, digits);
    case "m":
      return padded(date.getUTCMinutes(), digits);
    case "s":
      return padded(date.getUTCSeconds(), digits);
    case "f":
      return fraction(date, digits);
    case "F":
      return fraction(date, digits).replace(/0+$/, "");
    case "t":
      return (hour < 12 ? "AM" : "PM").slice(0, digits);
    case "K":
      return "Z";
    case "z":
      return ["+0", "+00", "+00:00"][digits - 1] ?? "";
    case "'":
    case '"':
      return token.length > 1 ? token.slice(1, -1) : token;
    case "\\":
      return token.slice(1);
    case "%":
      return "";
    default:
      return token;
  }
}

const fraction = (date: Date, digits: number): string =>
  padded(date.getUTCMilliseconds(), 3).padEnd(7, "0").slice(0, digits);

const named = (names: readonly string[], index: number, digits: number): string => {
  const name = names[index] ?? "";
  return digits === 3 ? name.slice(0, 3) : name;
};
