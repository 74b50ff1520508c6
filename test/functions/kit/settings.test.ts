import assert from "node:assert/strict";
import * as z from "zod";
import {
  type Auth,
  defineApp,
  NameGenerated,
  onHttp,
  publish,
  read,
  secret,
  table,
  write,
} from "../../../contracts/index.js";
import { blobContainer } from "../../../contracts/vocabulary/index.js";
import { readSettings } from "../../../functions/kit/settings.js";
import { settingOfIssuers } from "../support/test-issuer.js";

const app = defineApp("tester", {
  functions: {},
  needs: {
    rawNames: write(blobContainer("raw-names")),
    counts: read(table("counts", z.object({}))),
    key: read(secret("pseudonym-key")),
    names: publish(NameGenerated),
  },
});

const RIGHT = {
  RAW_NAMES_URL: "https://acc.blob.core.windows.net/raw-names",
  COUNTS_URL: "https://acc.table.core.windows.net/counts",
  KEY_URL: "https://kv.vault.azure.net/secrets/pseudonym-key",
  NAMES_URL: "https://topic.westeurope-1.eventgrid.azure.net/api/events",
};

function messageOf(changes: Record<string, string | undefined>): string {
  try {
    readSettings(app, { ...RIGHT, ...changes });
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("expected an error");
}

describe("readSettings", () => {
  it("reads the URL of each need from its setting", () => {
    const { endpoints } = readSettings(app, RIGHT);
    assert.deepEqual(Object.fromEntries(Object.entries(endpoints).map(([key, url]) => [key, url.href])), {
      rawNames: RIGHT.RAW_NAMES_URL,
      counts: RIGHT.COUNTS_URL,
      key: RIGHT.KEY_URL,
      names: RIGHT.NAMES_URL,
    });
  });

  it("names all that is missing or malformed in one error, with what is expected", () => {
    const message = messageOf({
      RAW_NAMES_URL: undefined,
      COUNTS_URL: "https://acc.table.core.windows.net/other",
      KEY_URL: "pseudonym-key",
      NAMES_URL: "http://topic.westeurope-1.eventgrid.azure.net/api/events",
    });
    assert.equal(
      message,
      [
        'app "tester": settings are not right:',
        "RAW_NAMES_URL: missing, expected https://{account}.blob.core.windows.net/raw-names",
        'COUNTS_URL: "https://acc.table.core.windows.net/other", expected https://{account}.table.core.windows.net/counts',
        "KEY_URL: not a URL, expected https://{vault}.vault.azure.net/secrets/pseudonym-key",
        'NAMES_URL: "http://topic.westeurope-1.eventgrid.azure.net/api/events", expected https://{topic}.{region}-1.eventgrid.azure.net/api/events',
      ].join("\n  "),
    );
  });

  it("does not repeat what may be secret in a malformed setting", () => {
    for (const url of [
      "https://user:hush@acc.blob.core.windows.net/raw-names",
      `${RIGHT.RAW_NAMES_URL}?sig=hush`,
      "hush",
    ]) {
      const message = messageOf({ RAW_NAMES_URL: url });
      assert.match(message, /RAW_NAMES_URL: /);
      assert.doesNotMatch(message, /hush/);
    }
  });

  it("demands to know whose tokens to take where a function checks them, and repeats nothing of it", () => {
    const on = (auth: Auth) =>
      defineApp("tester", { functions: { get: onHttp({ method: "GET", route: "it", auth }) } });
    const issuer = { issuer: "https://issuer.example/", audiences: ["api"], algorithm: "ES256" } as const;
    const guarded = on({ roles: ["A"] });
    assert.deepEqual(readSettings(guarded, settingOfIssuers(issuer)).issuers, [issuer]);
    assert.deepEqual(readSettings(guarded, settingOfIssuers()).issuers, []);
    assert.deepEqual(readSettings(on("anonymous"), {}).issuers, []);
    assert.throws(() => readSettings(guarded, {}), /TOKEN_ISSUERS: missing, expected at most 10 of/);
    for (const value of ["hush", "{}", '[{"issuer":"hush"}]']) {
      assert.throws(
        () => readSettings(guarded, { TOKEN_ISSUERS: value }),
        ({ message }: Error) => /TOKEN_ISSUERS: malformed/.test(message) && !message.includes("hush"),
      );
    }
  });

  it("demands to know which identity to be where there is one", () => {
    assert.match(messageOf({ IDENTITY_ENDPOINT: "http://127.0.0.1:1/msi" }), /AZURE_CLIENT_ID: missing/);
  });
});
