import assert from "node:assert/strict";
import { type OpenApiServer, serveOpenApi } from "../../start/open-api-server.js";

describe("serveOpenApi", () => {
  let server: OpenApiServer;
  before(async () => {
    server = await serveOpenApi(
      { generator: "https://generator.example", recorder: "https://recorder.example" },
      "1.2.3",
    );
  });
  after(() => server.close());

  it("serves what an app answers, and where", async () => {
    assert.deepEqual(
      Object.keys(server.urls),
      ["generator"],
      "the recorder answers nothing, the tally is not deployed",
    );
    const response = await fetch(server.urls.generator ?? "");
    assert.equal(response.headers.get("content-type"), "application/json");
    const { openapi, servers, paths } = (await response.json()) as Record<string, object>;
    assert.deepEqual([openapi, servers], ["3.1.1", [{ url: "https://generator.example" }]]);
    assert.ok(paths !== undefined && "/api/names" in paths);
  });

  it("serves nothing else", async () => {
    const root = new URL("/", server.urls.generator ?? "");
    for (const path of ["", "recorder.json", "generator.json/../..", "constructor.json"]) {
      assert.equal((await fetch(new URL(path, root))).status, 404);
    }
    assert.equal((await fetch(server.urls.generator ?? "", { method: "POST" })).status, 404);
  });
});
