/** How an app is opened to a debugger. */
export interface Debugging {
  /** On 127.0.0.1, the same over restarts, so that a debugger finds the app again. */
  readonly port: number;
  /** Folder that is run in place of the deployed package: the same app, built so that a debugger can read it. */
  readonly directory?: string;
}
