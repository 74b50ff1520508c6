/**
 * Makes a value the first time it is asked for and hands the same one to everybody after.
 * A failed attempt is not kept: the next caller tries again.
 */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
