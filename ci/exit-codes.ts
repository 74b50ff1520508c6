/** What the commands of this folder end with. Drift has the code that Pulumi itself has for unexpected changes. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong options, or a plan or package that must not be used: nothing was changed. */
  refused: 2,
  /** What was deployed does not work. */
  smoke: 3,
  drift: 7,
} as const;
