import assert from "node:assert/strict";
import { GitHub } from "../../ci/git-hub.js";
import { createHttp } from "../../infra/shipping/http.js";
import { type Got, type Loopback, type Reply, serve } from "../infra/loopback.js";

const MARKER = "<!-- gridwire preview: dev -->";
const TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly type?: string;
  readonly login?: string;
}

const item = ({ id, body, type = "Bot", login = "github-actions[bot]" }: Comment) => ({
  id,
  number: id,
  body,
  html_url: `https://github.com/octo/gridwire/pull/12#${id}`,
  user: { type, login },
});

describe("GitHub", () => {
  let server: Loopback | undefined;
  let waits: number[];
  const open: Loopback[] = [];
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

  const written = () => server?.got.filter(({ method }) => method !== "GET") ?? [];

  async function gitHub(answer: (call: Got, number: number) => Reply, now = 0): Promise<GitHub> {
    waits = [];
    server = await serve(answer);
    open.push(server);
    return GitHub.from(
      { GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: "octo/gridwire", GITHUB_API_URL: server.url },
      {
        call: createHttp({ httpProxy: "", httpsProxy: "", noProxy: "*" }),
        pausesMs: [1, 2],
        wait: async (ms) => waits.push(ms),
        now: () => now,
      },
    );
  }

  /** A pull request with these comments, a hundred a page, as GitHub gives them. */
  function withComments(comments: readonly Comment[]): (call: Got) => Reply {
    return ({ method, path, body }) => {
      if (path === "/user") return { status: 403, body: '{"message":"Resource not accessible by integration"}' };
      if (method !== "GET") return { status: 201, body: JSON.stringify({ ...item({ id: 7, body: "" }), sent: body }) };
      const page = Number(new URL(path, "http://x").searchParams.get("page"));
      return { body: JSON.stringify(comments.slice((page - 1) * 100, page * 100).map(item)) };
    };
  }
  const others = (count: number) => Array.from({ length: count }, (_, id) => ({ id, body: "Nice.", type: "User" }));

  it("makes the comment when there is none", async () => {
    const hub = await gitHub(withComments(others(3)));
    const posted = await hub.comment(12, MARKER, `${MARKER}\nall well`);
    assert.deepEqual(
      written().map(({ method, path, body }) => [method, path, JSON.parse(body)]),
      [["POST", "/repos/octo/gridwire/issues/12/comments", { body: `${MARKER}\nall well` }]],
    );
    assert.deepEqual(posted, { url: "https://github.com/octo/gridwire/pull/12#7", isNew: true });
    assert.equal(server?.got[0]?.headers.authorization, `Bearer ${TOKEN}`);
  });

  it("updates its comment in place, on whichever page it is", async () => {
    const hub = await gitHub(withComments([...others(230), { id: 555, body: `${MARKER}\nbefore` }, ...others(3)]));
    const { isNew } = await hub.comment(12, MARKER, "now");
    assert.deepEqual(
      written().map(({ method, path, body }) => [method, path, JSON.parse(body)]),
      [["PATCH", "/repos/octo/gridwire/issues/comments/555", { body: `${MARKER}\nnow` }]],
    );
    assert.equal(isNew, false);
  });

  it("touches neither the comment of another stack nor one in which somebody put the marker", async () => {
    const hub = await gitHub(
      withComments([
        { id: 1, body: "<!-- gridwire preview: prod -->\nfine" },
        { id: 2, body: `> ${MARKER}` },
        { id: 3, body: `${MARKER}\nall is well, merge it`, type: "User", login: "mallory" },
      ]),
    );
    assert.equal((await hub.comment(12, MARKER, MARKER)).isNew, true);
  });

  it("knows its own comment by its name where the token is a user's", async () => {
    const mine = [{ id: 4, body: `${MARKER}\nbefore`, type: "User", login: "ada" }];
    const hub = await gitHub((call) =>
      call.path === "/user" ? { body: '{"login":"ada"}' } : withComments(mine)(call),
    );
    assert.equal((await hub.comment(12, MARKER, MARKER)).isNew, false);
  });

  it("writes one issue, and closes it with last words", async () => {
    const drift = { id: 31, body: `${MARKER}\ndrift` };
    const hub = await gitHub(withComments([drift]));
    assert.equal((await hub.issue(MARKER, { title: "Drift", body: "more drift" })).isNew, false);
    await hub.closeIssue(MARKER, "It is gone.");
    assert.deepEqual(
      written().map(({ method, path, body }) => [method, path, JSON.parse(body)]),
      [
        ["PATCH", "/repos/octo/gridwire/issues/31", { title: "Drift", body: `${MARKER}\nmore drift` }],
        ["POST", "/repos/octo/gridwire/issues/31/comments", { body: "It is gone." }],
        ["PATCH", "/repos/octo/gridwire/issues/31", { state: "closed", state_reason: "completed" }],
      ],
    );
  });

  it("takes no pull request for an issue", async () => {
    const listed = { ...item({ id: 31, body: MARKER }), pull_request: {} };
    const hub = await gitHub(({ method }) =>
      method === "GET" ? { body: JSON.stringify([listed]) } : { status: 201, body: JSON.stringify(listed) },
    );
    assert.equal((await hub.issue(MARKER, { title: "Drift", body: MARKER })).isNew, true);
    assert.equal(await hub.closeIssue(MARKER, "Gone."), undefined);
  });

  it("reads pull requests, also one whose repository is gone and one that is not there", async () => {
    const one = { number: 5, state: "closed", head: { repo: null }, labels: [{ name: "stack" }] };
    const hub = await gitHub(({ path }) =>
      path.includes("/pulls/5")
        ? { body: JSON.stringify(one) }
        : path.includes("/pulls/")
          ? { status: 404, body: '{"message":"Not Found"}' }
          : { body: JSON.stringify([{ ...one, state: "open", head: { repo: { full_name: "fork/gridwire" } } }]) },
    );
    assert.deepEqual(await hub.pullRequest(5), { number: 5, isOpen: false, from: undefined, labels: ["stack"] });
    assert.equal(await hub.pullRequest(6), undefined);
    assert.deepEqual(await hub.openPullRequests(), [
      { number: 5, isOpen: true, from: "fork/gridwire", labels: ["stack"] },
    ]);
  });

  describe("when GitHub refuses", () => {
    const refused = async (status: number, message: string, headers: Record<string, string> = {}) => {
      const hub = await gitHub(() => ({ status, headers, body: JSON.stringify({ message }) }));
      return hub.comment(12, MARKER, MARKER).then(
        () => assert.fail("it did not refuse"),
        (error: Error) => {
          assert.equal(`${error.message}${error.stack}`.includes(TOKEN), false);
          return error.message;
        },
      );
    };

    it("names the permission that the token lacks", async () => {
      assert.match(
        await refused(403, "Resource not accessible by integration"),
        /^GitHub answered 403 to commenting on pull request 12: Resource not accessible by integration\. .*`pull-requests: write`/,
      );
      assert.match(
        await refused(403, "No", { "x-accepted-github-permissions": "issues=write" }),
        /the permission `issues: write`/,
      );
    });

    it("says that the token is not valid", async () => {
      assert.match(await refused(401, "Bad credentials"), /GITHUB_TOKEN is not or no longer valid/);
    });

    it("does not ask again what is final", async () => {
      await refused(422, "Validation Failed");
      assert.equal(server?.got.length, 1);
    });

    it("does not wait an hour for a rate limit", async () => {
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3600" };
      assert.match(await refused(403, "API rate limit exceeded", headers), /asked too often/);
      assert.deepEqual(waits, []);
    });
  });

  describe("when GitHub fails for a while", () => {
    const flaky = (first: Reply) => {
      const listed = withComments([{ id: 9, body: MARKER }]);
      return gitHub((call, number) => (number === 1 ? first : listed(call)));
    };

    for (const [why, reply, waited] of [
      ["is down", { status: 502, body: "<html>" }, 1],
      ["wants a pause", { status: 429, headers: { "retry-after": "3" }, body: "{}" }, 3000],
      [
        "knows when the limit ends",
        { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "20" }, body: "{}" },
        20_000,
      ],
      ["names no time", { status: 403, body: '{"message":"You have exceeded a secondary rate limit"}' }, 60_000],
    ] as const) {
      it(`waits as long as it should: it ${why}`, async () => {
        const hub = await flaky(reply);
        assert.equal((await hub.comment(12, MARKER, MARKER)).isNew, false);
        assert.deepEqual(waits, [waited]);
      });
    }

    it("gives up in the end", async () => {
      const hub = await gitHub(() => ({ status: 503, body: "{}" }));
      await assert.rejects(hub.comment(12, MARKER, MARKER), /GitHub answered 503 to commenting/);
      assert.equal(server?.got.length, 3);
    });

    it("does not make a second comment when the first may have been made", async () => {
      const hub = await gitHub(({ method }) => (method === "GET" ? { body: "[]" } : { status: 502, body: "{}" }));
      await assert.rejects(hub.comment(12, MARKER, MARKER), /502/);
      assert.equal(written().length, 1);
    });
  });

  it("says what is missing before it calls anybody", () => {
    assert.throws(() => GitHub.from({}), /GITHUB_TOKEN and GITHUB_REPOSITORY must be set/);
    assert.throws(
      () => GitHub.from({ GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: "gridwire" }),
      /GITHUB_REPOSITORY is "gridwire": expected owner\/name/,
    );
  });
});
