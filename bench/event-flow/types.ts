/** Kinds of event by how many functions take them. */
export const ONE = "Bench.TakenByOne.v1";
export const THREE = "Bench.TakenByThree.v1";
/** Taken by one that never ends: what is published stays on disk. */
export const HELD = "Bench.Held.v1";
