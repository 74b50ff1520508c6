// @ts-check
/** A set-up failure whose message tells the user all there is to know: it is printed without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = "SetupError";
  }
}
