import assert from "node:assert/strict";
import { routeTemplate } from "../../../local/functions/triggers/route-template.js";

const GUID = "0f8fad5b-d9cb-469f-a165-70867728950e";

const GUID_IN_PARENTHESES = `(${GUID})`;

describe("route template", () => {
  for (const [route, path, expected] of [
    ["api/names", "api/names", {}],
    ["api/names", "API/Names/", {}],
    ["api/names", "api/names/x", undefined],
    ["api/a.b", "api/aXb", undefined],
    ["api/names/{id}", "api/names/a%20b", { id: "a b" }],
    ["api/names/{id}", "api/names/a%2Fb%252F", { id: "a%2Fb%2F" }],
    ["api/names/{id}", "api/names/a%0Ab", { id: "a\nb" }],
    ["api/names", "api/n%61mes", {}],
    ["api/names", "api%2Fnames", undefined],
    ["api/names", "api//names", undefined],
    ["api/names/{id}", "api/names", undefined],
    ["api/names/{id?}", "api/names", {}],
    ["api/names/{id?}", "api/names/1", { id: "1" }],
    ["api/names/{id=7}", "api/names", { id: "7" }],
    ["api/{*rest}", "api/a/b/c", { rest: "a/b/c" }],
    ["api/{**rest}", "api", {}],
    ["api/{name}.{ext}", "api/a.b.c", { name: "a.b", ext: "c" }],
    ["api/{name}.{ext?}", "api/a", { name: "a" }],
    ["api/{name}.txt", "api/a.txt.b", undefined],
    ["api/{id:int=none}", "api", undefined],
    ["api/{id:guid}", `api/{${GUID}`, undefined],
    ["api/{id:guid}", `api/(${GUID})`, { id: GUID_IN_PARENTHESES }],
    ["api/{id:decimal}", "api/1,000.5-", { id: "1,000.5-" }],
    ["api/{id:decimal}", "api/1e3", undefined],
    ["api/{id:double}", "api/1e3", { id: "1e3" }],
    ["api/{id:long}", "api/9223372036854775808", undefined],
    ["api/{*path:nonfile}", "api/a.b/c", { path: "a.b/c" }],
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

  for (const [route, why] of [
    ["/api//x", /cannot appear consecutively/],
    ["api/{a}{b}", /cannot contain two consecutive parameters/],
    ["api/{*a}/b", /can only appear as the last segment/],
    ["api/x{*a}", /cannot contain a catch-all parameter/],
    ["api/{a", /incomplete parameter/],
    ["api/a}", /incomplete parameter/],
    ["api/{a{b}", /must be escaped/],
    ["api/{}", /parameter name '' is invalid/],
    ["api/{a}/{A}", /appears more than one time/],
    ["api/{a=1?}", /cannot have default value/],
    ["api/{*a?}", /cannot be marked optional/],
    ["api/{a}-{b?}", /only a period/],
    ["api/a?b", /cannot contain the '\?' character/],
    ["~api", /cannot start with a '~'/],
    ["api/{a:length(x)}", /"a": constraint "length\(x\)": expected 1 or 2 whole numbers/],
    ["api/{a:regex([)}", /"a": constraint "regex\(\[\)": Invalid regular expression/],
    ["api/{a:int(3)}", /"a": constraint "int\(3\)": expected/],
    ["api/{a:constructor}", /"a": constraint "constructor": expected/],
  ] as const) {
    it(`${route} is refused`, () => assert.throws(() => routeTemplate(route), why));
  }

  it("refuses a constraint that it does not know", () =>
    assert.throws(() => routeTemplate("api/{id:even}"), /parameter "id": constraint "even": expected/));
});
