/** `OrderPlaced` → `order-placed`. */
export const kebabOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();

/** `OrderPlaced` → `Order placed`. */
export function sentenceOf(name: string): string {
  const words = kebabOf(name).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `billing` → `Billing`. */
export const capitalOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
