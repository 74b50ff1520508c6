import assert from "node:assert/strict";
import { routeTemplate } from "../../../local/functions/triggers/route-template.js";

const GUID = "0f8fad5b-d9cb-469f-a165-70867728950e";

describe("route template", () => {
  for (const [route, path, expected] of [
    ["api/names", "api/names", {}],
    ["api/names", "API/Names/", {}],
    ["api/names", "api/names/x", undefined],
    ["api/a.b", "api/aXb", undefined],
    ["api/names/{id}", "api/names/a%2Fb", { id: "a/b" }],
    ["api/names/{id}", "api/names", undefined],
    ["api/names/{id?}", "api/names", {}],
    ["api/names/{id?}", "api/names/1", { id: "1" }],
    ["api/names/{id=7}", "api/names", { id: "7" }],
    ["api/{*rest}", "api/a/b/c", { rest: "a/b/c" }],
    ["api/{**rest}", "api", { rest: "" }],
    ["{*rest}", "a/b", { rest: "a/b" }],
    ["api/{id:int}", "api/12", { id: "12" }],
    ["api/{id:int}", "api/12a", undefined],
    ["api/{id:int:min(5)}", "api/4", undefined],
    ["api/{id:guid}", `api/${GUID}`, { id: GUID }],
    ["api/{id:guid}", "api/x", undefined],
    ["api/{id:regex(^a{{2}}$)}", "api/aa", { id: "aa" }],
    ["api/{id:regex(^a{{2}}$)}", "api/aaa", undefined],
    ["api/{id:regex(^\\d+$)}", "api/42", { id: "42" }],
    ["api/{id:length(2,3)}", "api/abcd", undefined],
    ["api/{id:range(1,3)?}", "api/2", { id: "2" }],
    ["api/r-{year}.pdf", "api/r-2026.pdf", { year: "2026" }],
    ["api/{a}/{b:alpha}", "api/1/2", undefined],
    ["api/x", "api/%zz", undefined],
    ["api/{x}", "api/%zz", { x: "%zz" }],
  ] as const) {
    it(`${route} and ${path}`, () => assert.deepEqual(routeTemplate(route).match(path), expected));
  }

  it("refuses a constraint that it does not know", () =>
    assert.throws(() => routeTemplate("api/{id:even}"), /parameter "id": constraint "even": expected/));
});
