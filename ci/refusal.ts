/** Said before anything was changed: what was asked for is wrong, or must not be done. Exit code 2. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
