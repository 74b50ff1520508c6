import assert from "node:assert/strict";
import { apps } from "../../../contracts/apps/index.js";
import { APP_ROLES } from "../../../infra/bootstrap/app-roles.js";

describe("The roles of the API", () => {
  it("are those that manifests let in: else nobody could have one, or one would open nothing", () => {
    const named = apps.flatMap(({ functions }) =>
      Object.values(functions).flatMap((on) =>
        on.trigger === "http" && on.auth !== "anonymous" ? (on.auth.roles ?? []) : [],
      ),
    );
    assert.deepEqual([...new Set(named)].sort(), APP_ROLES.map(({ value }) => value).sort());
  });
});
