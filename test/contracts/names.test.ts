import assert from "node:assert/strict";
import * as z from "zod";
import {
  blobContainer,
  defineApp,
  defineEvent,
  NameGenerated,
  onEvent,
  onHttp,
  read,
  SET_ASIDE,
  secret,
  settingOf,
  settingsOf,
  table,
  write,
} from "../../contracts/index.js";

/** An error's text must say what was wrong, the value, and what is allowed. */
const refuses = (make: () => unknown, message: string) => assert.throws(make, { message });

describe("names in contracts", () => {
  it("takes container names that Azure takes, and refuses others by name, value and what is allowed", () => {
    for (const name of ["raw-names", "abc", "0a-1", "a".repeat(63)]) assert.equal(blobContainer(name).name, name);
    for (const name of ["", "ab", "a".repeat(64), "Raw", "raw--names", "-raw", "raw-", "raw_names"]) {
      refuses(
        () => blobContainer(name),
        `blob container name "${name}": expected 3 to 63 lower-case letters, digits and single hyphens`,
      );
    }
  });

  it("takes table names that Azure takes, and refuses others by name, value and what is allowed", () => {
    const row = z.object({});
    for (const name of ["lettercounts", "A12"]) assert.equal(table(name, row).name, name);
    for (const name of ["ab", "1counts", "letter-counts", "a".repeat(64)]) {
      refuses(() => table(name, row), `table name "${name}": expected 3 to 63 letters and digits, a letter first`);
    }
  });

  it("takes secret names that Azure takes, and refuses others by name, value and what is allowed", () => {
    assert.equal(secret("pseudonym-key").name, "pseudonym-key");
    for (const name of ["", "a_b", "a".repeat(128)]) {
      refuses(() => secret(name), `secret name "${name}": expected 1 to 127 letters, digits and hyphens`);
    }
  });

  it("refuses an event type without domain or version", () => {
    for (const type of ["NameGenerated", "Names.NameGenerated", "Names.NameGenerated.v0", "names.Generated.v1"]) {
      refuses(
        () => defineEvent(type, z.object({})),
        `event type "${type}": expected Domain.Happened.vN, e.g. Names.NameGenerated.v1`,
      );
    }
  });

  it("refuses an app name that is too long, or not of lower-case letters and digits", () => {
    for (const name of ["a", "a".repeat(17), "my-app", "1app", "App"]) {
      refuses(
        () => defineApp(name, { functions: {} }),
        `app name "${name}": expected 2 to 16 lower-case letters and digits, a letter first`,
      );
    }
  });

  it("refuses names of functions and needs that are not camelCase", () => {
    const text = (key: string) => `app "tester": "${key}": expected camelCase letters and digits`;
    refuses(
      () => defineApp("tester", { functions: { "get-it": onHttp({ method: "GET", route: "it", auth: "anonymous" }) } }),
      text("get-it"),
    );
    refuses(() => defineApp("tester", { functions: {}, needs: { Key: read(secret("key")) } }), text("Key"));
  });

  it("keeps the name of the log for the log", () => {
    refuses(
      () => defineApp("tester", { functions: {}, needs: { log: read(secret("key")) } }),
      'app "tester": need "log": expected another name, handlers find their log under this one',
    );
  });

  it("refuses an app that handles events and cannot set one aside", () => {
    const functions = { handle: onEvent(NameGenerated) };
    const message =
      'app "tester" handles events but has nowhere to set a bad one aside: add "setAside: write(SET_ASIDE)" to its needs';
    refuses(() => defineApp("tester", { functions }), message);
    refuses(() => defineApp("tester", { functions, needs: { setAside: read(SET_ASIDE) } }), message);
    assert.equal(defineApp("tester", { functions, needs: { setAside: write(SET_ASIDE) } }).name, "tester");
  });

  it("names the setting of a need after its key", () => {
    assert.equal(settingOf("rawNames"), "RAW_NAMES_URL");
    assert.deepEqual(
      settingsOf(
        defineApp("tester", { functions: {}, needs: { names: read(secret("a")), pseudonymKey: read(secret("b")) } }),
      ),
      ["NAMES_URL", "PSEUDONYM_KEY_URL"],
    );
  });
});
