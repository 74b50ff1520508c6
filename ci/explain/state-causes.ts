import { type Cause, isLocal, pulumi, theBackend, theStack } from "./cause.js";

const DIY = "https://github.com/pulumi/pulumi `pkg/backend/diy";
const BLOB = "https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes";

/** What is wrong with a stack's state, or keeps the CLI from it. */
export const STATE_CAUSES: readonly Cause[] = [
  {
    section: "a-locked-stack",
    pattern:
      /the stack is currently locked by (?<locks>\d+) lock\(s\)[\s\S]*?created by (?<user>\S+?)@(?<host>\S+) \(pid (?<pid>\d+)\) at (?<since>[\dT:.Z+-]+)/,
    source: `${DIY}/lock.go\``,
    says: ({ user, host, pid, since }, situation) =>
      isLocal(situation)
        ? `Another command works on the local stack: process ${pid}, since ${since}. Wait until it ends; a lock whose process is gone is removed by the next \`npm start\` or \`npm run pulumi\`.`
        : `${theStack(situation)} is locked since ${since} by process ${pid} of ${user} on ${host}. If that run still works, wait: \`pulumi cancel\` does not stop it, it only takes its lock away. If it is gone, ${pulumi("cancel --yes", situation)}, then look for what it left behind.`,
  },
  {
    section: "a-lock-that-was-taken-away",
    pattern: /there was a problem deleting the lock at \S*?(?<lock>[\w-]+\.json)\S*, manual clean up may be required/,
    source: `${DIY}/lock.go\``,
    says: ({ lock }, situation) =>
      `While this run worked, somebody took its lock ${lock} away (\`pulumi cancel\`): a second run may have written the state at the same time. See what is true: ${pulumi("refresh --preview-only", situation)}.`,
  },
  {
    section: "a-state-that-is-cut-off",
    pattern:
      /failed to load checkpoint: [^\n]*(?:unexpected end of JSON input|invalid character)|snapshot integrity failure/,
    source: `${DIY}/state.go\``,
    says: (_, situation) =>
      isLocal(situation)
        ? "The local stack's state is empty or cut off: a run was killed while it wrote. `npm start` begins afresh by itself."
        : `The state of ${theStack(situation)} in ${theBackend(situation)} is empty, cut off, or contradicts itself: a run was killed while it wrote. Do not make the stack anew: the one before it is kept beside it, as a version of the blob and as \`${situation.stack ?? "<stack>"}.json.bak\`. Put that back.`,
  },
  {
    section: "a-state-that-may-not-be-read",
    pattern:
      /blob \(key "[^"\n]*"\) \(code=\w+\):\s[\s\S]*?(?:https:\/\/(?<account>[a-z0-9]+)\.blob\.core\.windows\.net\/(?<container>[^/?\s]+)[\s\S]*?)?(?:ERROR CODE: |ErrorCode=)(?:AuthorizationPermissionMismatch|AuthorizationFailure)/,
    source: `${BLOB}; https://github.com/pulumi/pulumi/issues/21878`,
    says: ({ account, container }) =>
      `The login may not use the state container ${container === undefined ? "" : `"${container}" of account ${account}`}. It needs the role Storage Blob Data Contributor on it (Reader for a preview), which \`npm run bootstrap\` gives; Contributor alone reads no blob. A role that was given just now takes up to ten minutes.`,
  },
  {
    section: "a-state-that-may-not-be-read",
    pattern: /gocloud\.dev\/blob\/azureblob\.\(\*writer\)\.Close/,
    source: "https://github.com/google/go-cloud `blob/azureblob/azureblob.go`, as CLI 3.259 has it",
    says: (_, situation) =>
      `Writing to ${theBackend(situation)} was refused or failed, and CLI 3.259 breaks over it instead of saying so. Mostly the login lacks the role Storage Blob Data Contributor on the container, which \`npm run bootstrap\` gives to who deploys; who only previews may not write, and the first command on a new container does.`,
  },
  {
    section: "a-state-that-may-not-be-read",
    pattern: /(?:ERROR CODE: |ErrorCode=)ContainerNotFound|The specified container does not exist/,
    source: BLOB,
    says: (_, situation) =>
      `There is no container for ${theBackend(situation)}. Compare PULUMI_BACKEND_URL with what \`npm run bootstrap\` prints; one that was deleted can be had back for days: \`az storage container restore\`.`,
  },
  {
    section: "a-state-that-may-not-be-read",
    pattern: /lookup (?<host>[a-z0-9]+\.blob\.core\.windows\.net)[^\n]*no such host/,
    source: "https://pkg.go.dev/net#DNSError",
    says: ({ host }) =>
      `There is no storage account ${host}. Compare PULUMI_BACKEND_URL with what \`npm run bootstrap\` prints.`,
  },
  {
    section: "a-state-that-may-not-be-read",
    pattern: /unable to open state directory "(?<folder>[^"\n]+)"/,
    source: `${DIY}/backend.go\``,
    says: ({ folder }) =>
      `The folder ${folder} of the state does not exist. Make it, or set PULUMI_BACKEND_URL to where the state lies.`,
  },
  {
    section: "a-stack-that-does-not-exist",
    pattern: /no stack named '(?<name>[^'\n]+)' found/,
    source: "https://github.com/pulumi/pulumi `pkg/backend/backenderr/backenderr.go`; exit code 6",
    says: ({ name }, situation) =>
      `There is no stack "${name}" in ${theBackend(situation)}. See those that there are with \`pulumi stack ls\`: with none, PULUMI_BACKEND_URL names another backend than that of this environment; with its file in git and its state once there, the state was lost.`,
  },
  {
    section: "a-stack-that-does-not-exist",
    pattern: /no stack selected; (?:please use|specify a stack)/,
    source: "https://github.com/pulumi/pulumi `pkg/cmd/pulumi/stack/io.go`",
    says: (_, situation) =>
      `No stack is named, or PULUMI_STACK names one that is not in ${theBackend(situation)}. Name it: \`--stack dev\`; \`pulumi stack ls\` shows those that there are.`,
  },
  {
    section: "a-stack-without-its-file",
    pattern: /config cannot be used:\s+azure-native:location is missing[\s\S]*?gridwire:environment is missing/,
    source: "`infra/config.ts`",
    says: (_, situation) =>
      `${theStack(situation)} has no file, or an empty one: ${situation.stack === undefined ? "`Pulumi.<stack>.yaml`" : `\`Pulumi.${situation.stack}.yaml\``}. Take it from git, or from the last update: ${pulumi("config refresh --force", situation)}.`,
  },
  {
    section: "a-resource-that-exists-already",
    pattern:
      /^ {2}(?<type>[\w:/.-]+) \((?<name>[^)\n]+)\):\n(?: {4}.*\n)*? *error: cannot create already existing resource '(?<id>[^'\n]+)'/m,
    source: "https://github.com/pulumi/pulumi-azure-native `provider/pkg/provider/provider.go`",
    says: ({ type, name, id }, situation) =>
      `${type} "${name}" is on Azure, and not in the state: a run was killed before it wrote that down, or somebody made it by hand. Take it into the stack: ${pulumi(`import --yes --protect=false --generate-code=false --parent "parent=$PARENT" ${type} ${name} ${id}`, situation)}.`,
  },
  {
    section: "an-interrupted-update",
    pattern:
      /Attempting to deploy or update resources with (?<count>\d+) pending operations from previous deployment\.\n\s*\* (?<urn>urn:[^\n,]+), interrupted while (?<what>\w+)/,
    source: "https://github.com/pulumi/pulumi `pkg/resource/deploy/deployment_executor.go`",
    says: ({ count, urn = "", what }, situation) =>
      `An earlier run was killed with ${count} operations under way, first ${what} "${urn.split("::").at(-1)}"; nobody wrote down how they ended. What this run says besides is its own trouble. See what is true: ${pulumi("refresh --yes --skip-preview", situation)}, and once an \`up\` has come through, the same with \`--clear-pending-creates\`.`,
  },
];
