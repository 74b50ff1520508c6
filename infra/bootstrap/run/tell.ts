import { PULL_REQUESTS } from "../../environments.js";
import type { BootstrapConfig } from "../config.js";
import type { BootstrapOptions } from "../options.js";
import type { BootstrapOutputs } from "../outputs.js";
import { BOOTSTRAP, backendUrl, type StateNames, secretsProvider } from "../state-names.js";
import { everyCall, shellLine } from "./git-hub.js";
import { issuerArgs } from "./init-stacks.js";

export interface Done {
  readonly config: BootstrapConfig;
  readonly names: StateNames;
  readonly outputs: BootstrapOutputs;
  readonly options: BootstrapOptions;
  /** Config files of stacks that `--init-stacks` has changed, below the checkout. */
  readonly changed: readonly string[];
}

/** What there is now, and what is left to do. */
export const tell = (done: Done): string =>
  [...where(done), ...variables(done), ...gitHub(done), ...stacks(done), ...byHand(done)].join("\n");

const where = ({ names }: Done) => [
  `State:  ${backendUrl(names, BOOTSTRAP)}, and a container for each environment`,
  `Keys:   ${secretsProvider(names, BOOTSTRAP)}, and one for each environment`,
  "",
];

function variables({ outputs: { gitHub: settings } }: Done): string[] {
  const rows = [
    ...(settings.repository === undefined ? [] : [["(repository)", settings.repository] as const]),
    ...settings.environments.map((environment) => [environment.name, environment.variables] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    "Variables of GitHub's environments:",
    ...rows.flatMap(([name, values]) =>
      Object.entries(values).map(
        ([key, value], index) => `  ${(index === 0 ? name : "").padEnd(width)}  ${key}=${value}`,
      ),
    ),
    "",
  ];
}

function gitHub({ config: { repository, reviewers }, outputs, options }: Done): string[] {
  if (options.gh) return ["GitHub has them.", ""];
  return [
    "Set them with these commands, or let `npm run bootstrap -- --gh` do it:",
    ...everyCall(repository, outputs.gitHub, reviewers).flatMap(({ title, calls }) => [
      `  # ${title}`,
      ...calls.map((call) => `  ${shellLine(call)}`),
    ]),
    "",
  ];
}

function stacks({ config: { places, tenantId }, names, outputs: { apis }, options, changed }: Done): string[] {
  if (options.initStacks) {
    return changed.length === 0
      ? ["Every stack is there.", ""]
      : [
          "The stacks are made. Commit how their secrets are encrypted, and whose tokens they take:",
          `  git add ${changed.join(" ")}`,
          "",
        ];
  }
  return [
    "Make the stacks with these commands, or let `npm run bootstrap -- --init-stacks` do it, with a new pseudonym-key each:",
    ...places
      .filter((place) => place !== PULL_REQUESTS)
      .flatMap((place) => {
        const backend = `  PULUMI_BACKEND_URL='${backendUrl(names, place)}'`;
        const api = apis[place];
        const init = `${backend} pulumi stack init ${place} --secrets-provider '${secretsProvider(names, place)}'`;
        if (api === undefined) return [init];
        const args = issuerArgs(tenantId, api.clientId).map((arg) => (arg.includes("[") ? `'${arg}'` : arg));
        return [init, `${backend} pulumi ${args.join(" ")} --stack ${place}`];
      }),
    "",
  ];
}

function byHand({ config: { reviewers }, outputs: { gitHub: settings } }: Done): string[] {
  const reviewed = settings.environments.filter((environment) => environment.reviewed).map(({ name }) => name);
  return [
    "By hand:",
    `  - commit infra/bootstrap/Pulumi.${BOOTSTRAP}.yaml`,
    ...(reviewers.length > 0 || reviewed.length === 0
      ? []
      : [
          `  - name who approves jobs in ${reviewed.join(" and ")}: gridwire-bootstrap:reviewers, or GitHub's settings; until then they run unasked`,
        ]),
    "  - protect the branch main: no push without a reviewed pull request (docs/how-to/bootstrap.md)",
  ];
}
