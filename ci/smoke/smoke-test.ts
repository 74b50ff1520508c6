import type { TokenCredential } from "@azure/identity";
import { type Http, http } from "../../infra/shipping/http.js";
import { masked } from "../../infra/shipping/masked.js";
import type { StackOutputs } from "../stack-outputs.js";
import { functionKey } from "./function-key.js";
import { NotYet, until, type Waiting } from "./until.js";

/** A host that was just deployed may take a minute to answer; a name takes seconds. */
const WAITING: Waiting = { limitMs: 180_000, pauseMs: 2_000 };
const TIMEOUT_MS = 60_000;
/** Counted where no letter is: the generator's own names never are, so that a rise is this name's. */
const NAME = "0 smoke test";
const LETTER = "#";

/** Part of the way that a name takes, and how it went. */
export interface Station {
  readonly name: string;
  readonly ms: number;
  /** What was wrong, and what to look at; nothing when it works. */
  readonly problem?: string;
}

export interface SmokeTarget {
  readonly outputs: StackOutputs;
  readonly subscriptionId: string | undefined;
  readonly credential: TokenCredential;
}

export interface SmokeOptions {
  /** Runs the work of a station under its name, so that a long wait can be told. */
  readonly step?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly waiting?: Waiting;
  readonly call?: Http;
}

/**
 * Uses a deployed system as a caller does: gives it a name, and waits until the name is counted.
 *
 * @returns the stations up to the first that does not work.
 */
export async function smokeTest(target: SmokeTarget, options: SmokeOptions = {}): Promise<Station[]> {
  const { step = (_, work) => work(), waiting = WAITING, call = http } = options;
  const stations: Station[] = [];
  const pass = async <T>(name: string, lookAt: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const end = (problem?: string) => {
      const ms = performance.now() - startedAt;
      stations.push({ name, ms, ...(problem === undefined ? {} : { problem }) });
    };
    try {
      const result = await step(name, () => until(waiting, work));
      end();
      return result;
    } catch (error) {
      end(`${masked((error as Error).message)}. Look at: ${lookAt}`);
      throw new Stopped();
    }
  };
  try {
    await walk(target, pass, call);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return stations;
}

type Pass = <T>(name: string, lookAt: string, work: () => Promise<T>) => Promise<T>;

async function walk({ outputs, subscriptionId, credential }: SmokeTarget, pass: Pass, call: Http): Promise<void> {
  const { generator, tally, resourceGroup } = await pass("the stack tells where its apps are", DEPLOYED, async () => {
    const { apps = {}, resourceGroup } = outputs;
    const { generator, tally } = apps;
    if (!generator || !tally || !resourceGroup)
      throw new Error("it has no outputs apps.generator, apps.tally and resourceGroup");
    return { generator, tally, resourceGroup };
  });
  const keyOf = (app: string, url: string) =>
    pass(`a key for the ${app}`, "the rights of this login, and whether the host of the app starts", async () => {
      if (!subscriptionId) throw new Error("AZURE_SUBSCRIPTION_ID is not set");
      const name = new URL(url).hostname.split(".")[0] ?? "";
      return functionKey({ subscriptionId, resourceGroup, name }, credential, call);
    });
  const generatorKey = await keyOf("generator", generator);
  const tallyKey = await keyOf("tally", tally);
  const counted = async () => {
    const answer = await ask(call, `${tally}/api/counts`, tallyKey);
    const { counts } = JSON.parse(answer) as { readonly counts?: Readonly<Record<string, number>> };
    return counts?.[LETTER] ?? 0;
  };
  const before = await pass("the tally answers", `${logsOf("tally")}, and its right to its table`, counted);
  await pass("the generator takes a name", `${logsOf("generator")}, and its right to publish`, () =>
    ask(call, `${generator}/api/names`, generatorKey, { name: NAME }),
  );
  await pass("the name is counted", DELIVERY, async () => {
    const now = await counted();
    if (now <= before) throw new NotYet(`the tally still counts ${before}`);
  });
}

const DEPLOYED = "whether the stack was ever deployed: pulumi stack --stack <name>";
const DELIVERY =
  "the topic's delivery failures and dead letters, and what the tally set aside: docs/how-to/find-events-that-were-set-aside.md";
const logsOf = (app: string): string => `the traces of the ${app} in Application Insights`;

async function ask(call: Http, url: string, key: string, body?: object): Promise<string> {
  const headers = { "content-type": "application/json", "x-functions-key": key };
  const sent = body === undefined ? {} : { method: "POST" as const, body: Buffer.from(JSON.stringify(body)) };
  const answer = await call(url, { headers, timeoutMs: TIMEOUT_MS, ...sent });
  const text = await answer.text();
  if (answer.status < 200 || answer.status > 299) throw new NotYet(`${url} answers ${answer.status} ${text}`);
  return text;
}

/** A station does not work: there is no way on. */
class Stopped extends Error {}
