// @ts-check
/**
 * What must be undone when the set-up is interrupted: children to stop, locks to give back.
 *
 * @type {Set<() => void>}
 */
const pending = new Set();

/**
 * Registers an undo step until the returned function is called.
 *
 * @param {() => void} undo synchronous, called at most once
 * @returns {() => void} forgets the step
 */
export function onInterrupt(undo) {
  pending.add(undo);
  return () => pending.delete(undo);
}

/** Runs every undo step, latest first. */
export function undoAll() {
  for (const undo of [...pending].reverse()) {
    pending.delete(undo);
    undo();
  }
}
