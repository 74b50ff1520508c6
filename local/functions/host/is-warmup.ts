/** The one name by which the host finds an app's warmup trigger: ScriptJobHostExtensions.cs of the real one. */
export const isWarmup = (functionName: string): boolean => functionName.toLowerCase() === "warmup";
