import type { SecretClient } from "@azure/keyvault-secrets";
import { CALL_LIMIT_MS } from "../limits.js";
import { inSpan } from "../telemetry/scope.js";

/** Reads a secret's current value. */
export type SecretReader = () => Promise<string>;

/** How long a value is used before the vault is asked again: a rotated secret reaches every instance within it. */
export const SECRET_KEPT_MS = 5 * 60_000;

/**
 * @param vault opened at the first use.
 * @param name the secret's name in the vault.
 * @param now the clock, in milliseconds.
 */
export function secretReader(vault: () => Promise<SecretClient>, name: string, now = Date.now): SecretReader {
  let kept: { readonly value: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (kept === undefined || now() >= kept.until) {
      const asked = { value: ask(vault, name), until: now() + SECRET_KEPT_MS };
      kept = asked;
      // A failure is handed to those who wait for it, and not kept for those who come later.
      asked.value.catch(() => {
        if (kept === asked) kept = undefined;
      });
    }
    return kept.value;
  };
}

function ask(vault: () => Promise<SecretClient>, name: string): Promise<string> {
  const attributes = { "az.namespace": "Microsoft.KeyVault" };
  return inSpan({ name: `get secret ${name}`, kind: "client", attributes }, async () => {
    const client = await vault();
    const { value } = await client.getSecret(name, { abortSignal: AbortSignal.timeout(CALL_LIMIT_MS) });
    if (value === undefined) throw new Error(`secret "${name}" has no value`);
    return value;
  });
}
