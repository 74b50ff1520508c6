import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNoPreview } from "../../../ci/preview/left-out.js";
import { pullRequestOf } from "../../../ci/preview/pull-request.js";

const GITHUB_REPOSITORY = "octo/gridwire";

describe("The pull request of a job", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-event-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const event = (head: object) => {
    const file = join(folder, "event.json");
    writeFileSync(file, JSON.stringify({ pull_request: { number: 12, head } }));
    return pullRequestOf({ GITHUB_EVENT_PATH: file, GITHUB_REPOSITORY });
  };

  it("is the event's", () => {
    assert.deepEqual(event({ sha: "abc", repo: { full_name: GITHUB_REPOSITORY } }), {
      number: 12,
      isFromFork: false,
      head: "abc",
    });
  });

  it("is from a fork when its repository is another one, or gone", () => {
    assert.equal(event({ repo: { full_name: "mallory/gridwire" } })?.isFromFork, true);
    assert.equal(event({ repo: null })?.isFromFork, true);
  });

  it("is the ref's where there is no event", () => {
    assert.equal(pullRequestOf({ GITHUB_REF: "refs/pull/34/merge" })?.number, 34);
    assert.equal(pullRequestOf({ GITHUB_REF: "refs/heads/main" }), undefined);
    assert.equal(pullRequestOf({}), undefined);
  });

  it("is not guessed from a file that cannot be read", () => {
    assert.throws(
      () => pullRequestOf({ GITHUB_EVENT_PATH: join(folder, "none") }),
      /GITHUB_EVENT_PATH names .*none, which cannot be read/,
    );
  });
});

describe("A job that cannot preview", () => {
  const ready = { GITHUB_ACTIONS: "true", PULUMI_BACKEND_URL: "azblob://dev?storage_account=st", AZURE_CLIENT_ID: "1" };
  const logsIn = { ...ready, ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example" };

  it("is one of a fork, without a backend, or without a token", () => {
    assert.match(whyNoPreview(logsIn, { number: 1, isFromFork: true, head: undefined }) ?? "", /comes from a fork/);
    assert.match(whyNoPreview({ GITHUB_ACTIONS: "true" }, undefined) ?? "", /no backend is set up; npm run bootstrap/);
    assert.match(whyNoPreview(ready, undefined) ?? "", /no OIDC token; .*id-token: write/);
  });

  it("is no other one", () => {
    assert.equal(whyNoPreview(logsIn, { number: 1, isFromFork: false, head: undefined }), undefined);
    assert.equal(whyNoPreview({}, undefined), undefined);
  });
});
