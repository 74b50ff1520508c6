import assert from "node:assert/strict";
import type { TokenCredential } from "@azure/identity";
import { type Station, smokeTest } from "../../../ci/smoke/smoke-test.js";
import type { Answer, Call, Http } from "../../../infra/shipping/http.js";
import { NetworkError } from "../../../infra/shipping/http.js";

const GENERATOR = "https://func-generator-dev-1.azurewebsites.net";
const TALLY = "https://func-tally-dev-1.azurewebsites.net";
const API = "api://11111111-2222-4333-8444-555555555555";
const OUTPUTS = { api: API, apps: { generator: GENERATOR, tally: TALLY } };
const TOKEN = "the-token-itself";
const WAITING = { limitMs: 60, pauseMs: 5 };

type Reply = { readonly status: number; readonly body?: unknown };
type Routes = Record<string, () => Reply>;

/** A system that works; `calls` has what was asked, with its headers. */
function world(more: Routes = {}) {
  const calls: { readonly what: string; readonly call: Call }[] = [];
  let counted = 4;
  const routes: Routes = {
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
  const asked: unknown[] = [];
  const getToken: TokenCredential["getToken"] = async (scope) => {
    asked.push(scope);
    return { token: TOKEN, expiresOnTimestamp: 0 };
  };
  const run = (outputs: object = OUTPUTS, credential: TokenCredential = { getToken }) =>
    smokeTest({ outputs, credential }, { call, waiting: WAITING });
  return { calls, asked, run };
}

const last = (stations: readonly Station[]) => {
  const station = stations.at(-1);
  return { name: station?.name, problem: station?.problem ?? "" };
};

describe("The smoke test", () => {
  it("gives a name to the generator, and waits until the tally has counted it", async () => {
    const { calls, asked, run } = world();
    const stations = await run();
    assert.deepEqual(
      stations.map(({ name, problem }) => [name, problem]),
      [
        ["the stack tells where its apps are", undefined],
        ["a token for the API", undefined],
        ["the tally answers", undefined],
        ["the generator takes a name", undefined],
        ["the name is counted", undefined],
      ],
    );
    const sent = calls.find(({ what }) => what === `POST ${GENERATOR}/api/names`)?.call;
    assert.deepEqual(JSON.parse(Buffer.from(sent?.body ?? []).toString()), { name: "0 smoke test" });
    assert.deepEqual(asked, [`${API}/.default`]);
    for (const { call } of calls) assert.equal(call.headers?.authorization, `Bearer ${TOKEN}`);
  });

  it("says so when the stack has no such outputs, and asks nobody", async () => {
    const { calls, run } = world();
    for (const outputs of [{}, { api: API }, { api: API, apps: { tally: TALLY } }]) {
      const { name, problem } = last(await run(outputs));
      assert.equal(name, "the stack tells where its apps are");
      assert.match(problem, /no outputs.*Look at: whether the stack was ever deployed/);
    }
    assert.equal(calls.length, 0);
  });

  it("says so at once when the stack trusts no login of Entra, or gives this one no token", async () => {
    const { calls, run } = world();
    const without = last(await run({ apps: OUTPUTS.apps }));
    assert.equal(without.name, "a token for the API");
    assert.match(without.problem, /tells no API.*Look at: gridwire:issuers/);
    const getToken = async () => Promise.reject(new Error("AADSTS501051: not assigned to a role"));
    assert.match(last(await run(OUTPUTS, { getToken })).problem, /AADSTS501051.*the roles of its API/);
    assert.match(last(await run(OUTPUTS, { getToken: async () => null })).problem, /no token for api:/);
    assert.equal(calls.length, 0);
  });

  it("waits for a host that starts, and for an answer", async () => {
    let tried = 0;
    const { run } = world({
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

  it("tells no token, whatever it is answered", async () => {
    const leaky = () => ({ status: 500, body: `see https://x/api?code=k3y&a=1` });
    const stations = await world({ [`GET ${TALLY}/api/counts`]: leaky }).run();
    assert.match(last(stations).problem, /code=\*\*\*/);
    assert.ok(!JSON.stringify(stations).includes("k3y"));
  });
});
