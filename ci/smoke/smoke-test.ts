import type { TokenCredential } from "@azure/identity";
import { type Http, http } from "../../infra/shipping/http.js";
import { masked } from "../../infra/shipping/masked.js";
import type { StackOutputs } from "../stack-outputs.js";
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
  /** Of who has the roles of the API. */
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

async function walk({ outputs, credential }: SmokeTarget, pass: Pass, call: Http): Promise<void> {
  const { generator, tally } = await pass("the stack tells where its apps are", DEPLOYED, async () => {
    const { generator, tally } = outputs.apps ?? {};
    if (!generator || !tally) throw new Error("it has no outputs apps.generator and apps.tally");
    return { generator, tally };
  });
  const token = await pass("a token for the API", ROLES, async () => {
    if (!outputs.api) throw new Error("the stack tells no API: no issuer in gridwire:issuers is Entra");
    const granted = await credential.getToken(`${outputs.api}/.default`);
    if (granted === null) throw new Error(`this login gives no token for ${outputs.api}`);
    return granted.token;
  });
  const counted = async () => {
    const answer = await ask(call, `${tally}/api/counts`, token);
    const { counts } = JSON.parse(answer) as { readonly counts?: Readonly<Record<string, number>> };
    return counts?.[LETTER] ?? 0;
  };
  const before = await pass("the tally answers", `${logsOf("tally")}, and its right to its table`, counted);
  await pass("the generator takes a name", `${logsOf("generator")}, and its right to publish`, () =>
    ask(call, `${generator}/api/names`, token, { name: NAME }),
  );
  await pass("the name is counted", DELIVERY, async () => {
    const now = await counted();
    if (now <= before) throw new NotYet(`the tally still counts ${before}`);
  });
}

const DEPLOYED = "whether the stack was ever deployed: pulumi stack --stack <name>";
const ROLES =
  "gridwire:issuers of the stack, and the roles of its API, which bootstrap gives to who deploys: docs/how-to/check-who-is-calling.md";
const DELIVERY =
  "the topic's delivery failures and dead letters, and what the tally set aside: docs/how-to/find-events-that-were-set-aside.md";
const logsOf = (app: string): string => `the traces of the ${app} in Application Insights`;

async function ask(call: Http, url: string, token: string, body?: object): Promise<string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const sent = body === undefined ? {} : { method: "POST" as const, body: Buffer.from(JSON.stringify(body)) };
  const answer = await call(url, { headers, timeoutMs: TIMEOUT_MS, ...sent });
  const text = await answer.text();
  if (answer.status < 200 || answer.status > 299) throw new NotYet(`${url} answers ${answer.status} ${text}`);
  return text;
}

/** A station does not work: there is no way on. */
class Stopped extends Error {}
