import { readFileSync } from "node:fs";
import type { Audit, AuditedGrant } from "../../local/authorization/audit.js";
import { ControlClient } from "../../local/control/control-client.js";
import { findRunning } from "../../local/control/launch.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import { createProgress } from "../../tools/setup/progress.mjs";
import type { Outputs } from "../system.js";
import { type Grant, proveGrant, spoken, tried } from "./prove-grant.js";
import { brokenBy, cellsOf, HEADINGS, lineOf, summarize, type Verdict } from "./report.js";
import { appsOf, stationsOf } from "./stations-of.js";
import type { Surroundings } from "./surroundings.js";

/** What the command hands to this process. */
export interface ToProve {
  /** Of the local Azure. */
  readonly folder: string;
  readonly outputs: Outputs;
  /** Only this app's. */
  readonly app?: string;
}

/**
 * Takes role assignments away, as a process of somebody outside: in its environment are a proxy, a certificate and a
 * login.
 *
 * Standard input: {@link ToProve} as JSON.
 */
const { folder, outputs, app } = JSON.parse(readFileSync(0, "utf8")) as ToProve;
const azure = await findRunning(folder);
if (azure === undefined) throw new Error(`the local Azure has ended; ${folder}/azure.log tells why`);
const surroundings: Surroundings = { control: new ControlClient(azure), outputs };
const provider = new ProviderClient(azure.providers["azure-native"] ?? 0);
const progress = createProgress(process.stderr, { env: process.env });
const say = (text: string) => process.stdout.write(`${text}\n`);

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});
provider.close();

async function main(): Promise<number> {
  const identities = (await surroundings.control.audit()).identities.filter(
    (identity) => app === undefined || appsOf(identity, surroundings).some(({ name }) => name === app),
  );
  const stations = new Map(identities.map((identity) => [identity, stationsOf(identity, surroundings)]));
  await progress.step("Passing every station, with all that was granted", async (detail) => {
    for (const of of stations.values()) {
      for (const station of of) {
        detail(station.name);
        const broken = await tried(station);
        if (broken !== undefined)
          throw new Error(`With all that was granted, this does not work: ${station.name}: ${spoken(broken)}`);
      }
    }
  });
  const grants = identities.flatMap((identity) =>
    identity.grants.filter(({ standing }) => !standing).map((grant): Grant => ({ identity, grant })),
  );
  say(lineOf(HEADINGS, grants, "what broke without it"));
  const verdicts: Verdict[] = [];
  for (const one of grants) {
    const { identity, grant } = one;
    const finding = await progress.step(
      `${verdicts.length + 1} of ${grants.length}: ${identity.name} without ${grant.role.name}`,
      () => proveGrant(one, stations.get(identity) ?? [], surroundings, provider),
    );
    const verdict = { ...one, finding };
    verdicts.push(verdict);
    say(lineOf(cellsOf(one), grants, brokenBy(verdict)));
  }
  const { lines, ok } = summarize(verdicts, grantsIn(await surroundings.control.audit()));
  say(["", ...lines].join("\n"));
  return ok ? 0 : 1;
}

function grantsIn({ identities }: Audit): Map<string, AuditedGrant> {
  return new Map(identities.flatMap(({ grants }) => grants.map((grant) => [grant.id, grant] as const)));
}
