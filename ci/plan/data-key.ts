import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { CryptographyClient } from "@azure/keyvault-keys";
import { credentialOf } from "../credential.js";
import { Refusal } from "../refusal.js";
import { readStackFile, stackFileOf } from "../stack-file.js";

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Takes 32 MB and some tens of milliseconds. https://nodejs.org/api/crypto.html#cryptoscryptsyncpassword-salt-keylen-options */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 } as const;
const WRAPPING = "RSA-OAEP-256";
const KEY_VAULT = /^azurekeyvault:\/\/([a-z0-9.-]+\/keys\/[\w-]+)/i;

/** How a data key is found again; kept beside what it encrypts. Holds no secret. */
export type KeyNote =
  | {
      readonly by: "key vault";
      /** With the version that wrapped it, so that a rotation of the key in between does no harm. */
      readonly keyId: string;
      /** Base64. */
      readonly wrapped: string;
    }
  | {
      readonly by: "passphrase";
      /** Base64. */
      readonly salt: string;
    };

/** Data keys for one stack: 32 bytes for AES-256, kept by what keeps the stack's own secrets. */
export interface DataKeys {
  make(): Promise<{ readonly key: Buffer; readonly note: KeyNote }>;
  /** @throws Refusal when the note is about another kind of key, or about a key of another name. */
  find(note: KeyNote): Promise<Buffer>;
}

/**
 * By the Key Vault key of the stack's file (which wraps and unwraps: role Key Vault Crypto User), or by the passphrase
 * of the environment, from which scrypt derives it.
 *
 * @throws Refusal when the stack's secrets are kept by neither.
 */
export function dataKeysOf(stack: string, env: NodeJS.ProcessEnv): DataKeys {
  const { secretsprovider, encryptionsalt } = readStackFile(stackFileOf(stack, env));
  const key = KEY_VAULT.exec(secretsprovider ?? "")?.[1];
  if (key !== undefined) return byKeyVault(`https://${key}`, env);
  const isByPassphrase = secretsprovider === "passphrase" || (secretsprovider === undefined && encryptionsalt);
  if (isByPassphrase) return byPassphrase(stack, passphraseOf(env));
  const by = secretsprovider === undefined ? "Pulumi Cloud, or by nothing that its file names" : secretsprovider;
  throw new Refusal(
    `The secrets of stack ${stack} are kept by ${by}, which can encrypt no plan file. Either give the stack a key: pulumi stack change-secrets-provider --stack ${stack} "azurekeyvault://<vault>.vault.azure.net/keys/<key>"; or deploy without a plan: ci:deploy --without-plan.`,
  );
}

function byKeyVault(keyUrl: string, env: NodeJS.ProcessEnv): DataKeys {
  const client = (id: string) => new CryptographyClient(id, credentialOf(env));
  return {
    async make() {
      const key = randomBytes(KEY_BYTES);
      const { result, keyID } = await client(keyUrl).wrapKey(WRAPPING, key);
      return {
        key,
        note: { by: "key vault", keyId: keyID ?? keyUrl, wrapped: Buffer.from(result).toString("base64") },
      };
    },
    async find(note) {
      const isMine = note.by === "key vault" && `${note.keyId}/`.toLowerCase().startsWith(`${keyUrl}/`.toLowerCase());
      if (!isMine) throw new Refusal(`The plan was encrypted by another key than ${keyUrl}, the stack's own.`);
      const { result } = await client(note.keyId).unwrapKey(WRAPPING, Buffer.from(note.wrapped, "base64"));
      return Buffer.from(result);
    },
  };
}

function byPassphrase(stack: string, passphrase: string): DataKeys {
  const derived = (salt: Buffer) => scryptSync(passphrase, salt, KEY_BYTES, SCRYPT);
  return {
    async make() {
      const salt = randomBytes(SALT_BYTES);
      return { key: derived(salt), note: { by: "passphrase", salt: salt.toString("base64") } };
    },
    async find(note) {
      if (note.by !== "passphrase")
        throw new Refusal(`The plan was encrypted by a key of Key Vault; stack ${stack} has a passphrase.`);
      return derived(Buffer.from(note.salt, "base64"));
    },
  };
}

/** As the CLI finds it. https://www.pulumi.com/docs/iac/cli/environment-variables/ */
function passphraseOf({ PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: file }: NodeJS.ProcessEnv) {
  if (text) return text;
  if (file && existsSync(file)) return readFileSync(file, "utf8").trim();
  throw new Refusal(
    "The stack's secrets are kept by a passphrase: PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE must give it.",
  );
}
