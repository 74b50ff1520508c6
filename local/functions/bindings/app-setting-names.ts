import type { Settings } from "../site.js";
import { settingOf } from "./connection-settings.js";

/**
 * Replaces each `%NAME%` by the setting of that name.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns#binding-expressions---app-settings
 * @throws when there is no such setting.
 */
export function withAppSettings(text: string, settings: Settings): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settingOf(settings, name);
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: there is no such app setting`);
    return value;
  });
}
