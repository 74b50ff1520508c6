import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { roles } from "../../infra/roles.js";

describe("roles", () => {
  /** Azure's own list, as the local Azure keeps it. */
  const file = new URL("../../local/authorization/built-in-roles.json", import.meta.url);
  const published: { roles: readonly { name: string; id: string }[] } = JSON.parse(readFileSync(file, "utf8"));

  for (const { name, id } of Object.values(roles)) {
    it(`${name} has the id that Azure publishes`, () => {
      assert.equal(published.roles.find((role) => role.id === id)?.name, name);
    });
  }
});
