import assert from "node:assert/strict";
import type { TokenCredential } from "@azure/identity";
import { type Station, smokeTest } from "../../../ci/smoke/smoke-test.js";
import type { Answer, Call, Http } from "../../../infra/shipping/http.js";
import { NetworkError } from "../../../infra/shipping/http.js";

const GENERATOR = "https://func-generator-dev-1.azurewebsites.net";
const TALLY = "https://func-tally-dev-1.azurewebsites.net";
const OUTPUTS = { resourceGroup: "rg-gridwire-dev", apps: { generator: GENERATOR, tally: TALLY } };
const KEY = "the-function-key-itself";
const TOKEN = "the-token-itself";
const WAITING = { limitMs: 60, pauseMs: 5 };

type Reply = { readonly status: number; readonly body?: unknown };
type Routes = Record<string, () => Reply>;

const LISTKEYS =
  "https://management.azure.com/subscriptions/sub/resourceGroups/rg-gridwire-dev/providers/Microsoft.Web/sites";
const keysOf = (site: string) => `POST ${LISTKEYS}/${site}/host/default/listkeys?api-version=2025-03-01`;

/** A system that works; `calls` has what was asked, with its headers. */
function world(more: Routes = {}) {
  const calls: { readonly what: string; readonly call: Call }[] = [];
  let counted = 4;
  const keys = () => ({ status: 200, body: { masterKey: "m", functionKeys: { default: KEY }, systemKeys: {} } });
  const routes: Routes = {
    [keysOf("func-generator-dev-1")]: keys,
    [keysOf("func-tally-dev-1")]: keys,
    [`GET ${TALLY}/api/counts`]: () => ({ status: 200, body: { counts: { A: 9, "#": counted }, total: 13 } }),
    [`POST ${GENERATOR}/api/names`]: () => {
      counted += 1;
      return { status: 202, body: { id: "1" } };
    },
    ...more,
  };
  const call: Http = async (url, call) => {
    const what = `${call.method ?? "GET"} ${url}`;
    calls.push({ what, call });
    const { status, body } = routes[what]?.() ?? { status: 404 };
    return { status, headers: { get: () => null }, text: async () => JSON.stringify(body ?? "") } satisfies Answer;
  };
  const credential: TokenCredential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: 0 }) };
  const run = (outputs: object = OUTPUTS, subscriptionId: string | undefined = "sub") =>
    smokeTest({ outputs, subscriptionId, credential }, { call, waiting: WAITING });
  return { calls, run };
}

const last = (stations: readonly Station[]) => {
  const station = stations.at(-1);
  return { name: station?.name, problem: station?.problem ?? "" };
};

describe("The smoke test", () => {
  it("gives a name to the generator, and waits until the tally has counted it", async () => {
    const { calls, run } = world();
    const stations = await run();
    assert.deepEqual(
      stations.map(({ name, problem }) => [name, problem]),
      [
        ["the stack tells where its apps are", undefined],
        ["a key for the generator", undefined],
        ["a key for the tally", undefined],
        ["the tally answers", undefined],
        ["the generator takes a name", undefined],
        ["the name is counted", undefined],
      ],
    );
    const sent = calls.find(({ what }) => what === `POST ${GENERATOR}/api/names`)?.call;
    assert.deepEqual(JSON.parse(Buffer.from(sent?.body ?? []).toString()), { name: "0 smoke test" });
    assert.equal(sent?.headers?.["x-functions-key"], KEY);
    assert.equal(calls[0]?.call.headers?.authorization, `Bearer ${TOKEN}`);
  });

  it("says so when the stack has no such outputs, and asks nobody", async () => {
    const { calls, run } = world();
    for (const outputs of [{}, { apps: OUTPUTS.apps }, { resourceGroup: "rg", apps: { tally: TALLY } }]) {
      const { name, problem } = last(await run(outputs));
      assert.equal(name, "the stack tells where its apps are");
      assert.match(problem, /no outputs.*Look at: whether the stack was ever deployed/);
    }
    assert.equal(calls.length, 0);
  });

  it("names the right that is missing, at once", async () => {
    const { calls, run } = world({
      [keysOf("func-generator-dev-1")]: () => ({ status: 403, body: { error: { code: "AuthorizationFailed" } } }),
    });
    const { name, problem } = last(await run());
    assert.equal(name, "a key for the generator");
    assert.match(problem, /answers 403: .*listkeys\/action on rg-gridwire-dev.*AuthorizationFailed/);
    assert.equal(calls.length, 1);
  });

  it("needs to know the subscription", async () => {
    const { run } = world();
    assert.match(last(await run(OUTPUTS, "")).problem, /AZURE_SUBSCRIPTION_ID is not set/);
  });

  it("waits for a host that starts, and for an answer", async () => {
    let [asked, tried] = [0, 0];
    const { run } = world({
      [keysOf("func-tally-dev-1")]: () => {
        asked += 1;
        if (asked === 1) return { status: 400 };
        if (asked === 2) return { status: 200, body: { functionKeys: {} } };
        return { status: 200, body: { functionKeys: { default: KEY } } };
      },
      [`GET ${TALLY}/api/counts`]: () => {
        tried += 1;
        if (tried === 1) throw new NetworkError("no answer (ECONNRESET)");
        return tried === 2 ? { status: 503 } : { status: 200, body: { counts: { "#": tried }, total: 0 } };
      },
    });
    assert.equal((await run()).at(-1)?.problem, undefined);
  });

  it("names the station that gives up, with what to look at", async () => {
    const broken: readonly (readonly [Routes, string, RegExp])[] = [
      [
        { [keysOf("func-generator-dev-1")]: () => ({ status: 200, body: {} }) },
        "a key for the generator",
        /no function key yet/,
      ],
      [
        { [`GET ${TALLY}/api/counts`]: () => ({ status: 500 }) },
        "the tally answers",
        /answers 500.*traces of the tally/,
      ],
      [
        { [`POST ${GENERATOR}/api/names`]: () => ({ status: 401 }) },
        "the generator takes a name",
        /answers 401.*traces of the generator/,
      ],
      [
        { [`POST ${GENERATOR}/api/names`]: () => ({ status: 202, body: {} }) },
        "the name is counted",
        /not within .* the tally still counts 4.*dead letters.*find-events-that-were-set-aside\.md/,
      ],
    ];
    for (const [routes, name, text] of broken) {
      const stations = await world(routes).run();
      assert.equal(last(stations).name, name);
      assert.match(last(stations).problem, text);
    }
  });

  it("tells no key and no token, whatever it is answered", async () => {
    const leaky = () => ({ status: 500, body: `see https://x/api?code=${KEY}&a=1 or bearer ${TOKEN}` });
    const stations = await world({ [`GET ${TALLY}/api/counts`]: leaky }).run();
    assert.match(last(stations).problem, /code=\*\*\*/);
    for (const secret of [KEY, TOKEN]) assert.ok(!JSON.stringify(stations).includes(secret));
  });
});
