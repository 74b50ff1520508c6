import { type Cause, isLocal, theStack } from "./cause.js";

const PASSPHRASE = "https://github.com/pulumi/pulumi `pkg/secrets/passphrase/manager.go`";
const KEEPER =
  "https://github.com/google/go-cloud `secrets/azurekeyvault/akv.go`; https://learn.microsoft.com/azure/key-vault/general/rbac-guide";

/** What keeps a stack's secrets, and does not give them. */
export const SECRET_CAUSES: readonly Cause[] = [
  {
    section: "a-passphrase-that-does-not-fit",
    pattern: /incorrect passphrase/,
    source: PASSPHRASE,
    says: (_, situation) =>
      isLocal(situation)
        ? "The passphrase in `.gridwire/passphrase` is not the one that encrypted the local stack. Nothing can bring its secrets back, and nothing needs them: `npm run local -- reset` and `npm start` begin afresh."
        : `The passphrase is not the one that encrypted ${theStack(situation)}. Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the one that it was made with.`,
  },
  {
    section: "a-passphrase-that-does-not-fit",
    pattern: /passphrase must be set with PULUMI_CONFIG_PASSPHRASE/,
    source: PASSPHRASE,
    says: (_, situation) =>
      `The secrets of ${theStack(situation)} are kept by a passphrase, and none is set. Set PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it; if a Key Vault key should keep them, the stack's file has lost its \`secretsprovider\`: take it from git.`,
  },
  {
    section: "a-passphrase-that-does-not-fit",
    pattern: /unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open (?<file>[^\n]+?): no such file or directory/,
    source: PASSPHRASE,
    says: ({ file }) =>
      `PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which does not exist. Name a file that holds the passphrase.`,
  },
  {
    section: "a-key-that-may-not-be-used",
    pattern:
      /Action: 'Microsoft\.KeyVault\/vaults\/keys\/\w+\/action'[^']{1,20}Resource: '[^'\n]*\/vaults\/(?<vault>[\w-]+)\/keys\/(?<key>[\w-]+)/,
    source: KEEPER,
    says: ({ vault, key }) =>
      `The login may not use the key "${key}" of vault ${vault}, which keeps the stack's secrets. It needs the role Key Vault Crypto User on that key, which \`npm run bootstrap\` gives; a role that was given just now takes up to ten minutes. Or AZURE_CLIENT_ID is that of another environment.`,
  },
  {
    section: "a-key-that-may-not-be-used",
    pattern: /secrets \(code=NotFound\): POST https:\/\/(?<vault>[\w.-]+)\/keys\/(?<key>[\w-]+)\//,
    source: KEEPER,
    says: ({ vault, key }) =>
      `Vault ${vault} has no key "${key}", or none that is enabled. If it was deleted: \`az keyvault key recover --vault-name ${nameOf(vault)} --name ${key}\`. Else compare \`secretsprovider\` in the stack's file with git.`,
  },
  {
    section: "a-key-that-may-not-be-used",
    pattern:
      /secrets \(code=Unknown\): Post "https:\/\/(?<vault>[\w.-]+)\/keys\/[^"]*": dial tcp: lookup \S+[^\n]*no such host/,
    source: KEEPER,
    says: ({ vault }) =>
      `There is no vault ${vault}. Compare \`secretsprovider\` in the stack's file with git; if the vault was deleted: \`az keyvault recover --name ${nameOf(vault)}\`.`,
  },
];

/** Of a vault, from its host. */
const nameOf = (host = ""): string => host.replace(/\..*$/, "");
