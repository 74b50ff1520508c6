import assert from "node:assert/strict";
import { bindingDataOf } from "../../../../local/functions/bindings/binding-data.js";
import { BindingTemplate } from "../../../../local/functions/bindings/binding-template.js";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOW = new Date("2026-01-05T09:07:03.045Z");

const data = bindingDataOf({
  functionName: "orders",
  now: NOW,
  data: {
    string: JSON.stringify({
      name: "Ada",
      n: 7,
      big: 1.5,
      yes: true,
      none: null,
      list: [1],
      place: { Town: "Ulm", at: { x: 1 } },
    }),
  },
  triggerMetadata: {
    QueueTrigger: { string: "text" },
    DequeueCount: { json: "2" },
    Id: { string: "id-1" },
    Properties: { json: '{"ETag":"e"}' },
  },
});
const evaluate = (text: string) => new BindingTemplate(text).evaluate(data);

describe("binding expressions", () => {
  for (const [text, value] of [
    ["plain/text.txt", "plain/text.txt"],
    ["{name}", "Ada"],
    ["a/{NAME}-{n}.{big}", "a/Ada-7.1.5"],
    ["{yes}", "True"],
    ["{queueTrigger}/{dequeuecount}/{id}", "text/2/id-1"],
    ["{place.town}/{PLACE.AT.X}", "Ulm/1"],
    ["{properties.etag}", "e"],
    ["{{name}} {name}", "{name} Ada"],
    ["{datetime}", "2026-01-05T09-07-03Z"],
    ["{DateTime:yyyy/MM/dd}", "2026/01/05"],
    ["{datetime:yy-M-d H:m:s.fff}", "26-1-5 9:7:3.045"],
    ["{datetime:dddd d MMMM, ddd MMM, hh tt}", "Monday 5 January, Mon Jan, 09 AM"],
    ["{datetime:'year' yyyy \\d zzz}", "year 2026 d +00:00"],
    ["{sys.utcnow:HH}", "09"],
    ["{sys.methodname}", "orders"],
  ] as const) {
    it(`${text} is ${value}`, () => assert.equal(evaluate(text), value));
  }

  it("make GUIDs, another for each", () => {
    const [one, other] = evaluate("{rand-guid} {sys.randguid}").split(" ");
    assert.match(one ?? "", GUID);
    assert.match(other ?? "", GUID);
    assert.notEqual(one, other);
    assert.match(evaluate("{rand-guid:N}"), /^[0-9a-f]{32}$/);
    assert.match(evaluate("{rand-guid:B}"), /^\{[0-9a-f-]{36}\}$/);
    assert.match(evaluate("{sys.randguid:P}"), /^\([0-9a-f-]{36}\)$/);
  });

  it("go without formats for what is no date", () => assert.equal(evaluate("{name:x}"), "Ada"));

  for (const [text, why] of [
    ["{who}", /^No value for named parameter 'who'\.$/],
    ["{list}", /No value for named parameter 'list'/],
    ["{none}", /No value for named parameter 'none'/],
    ["{place}", /'\{place\}' is an object/],
    ["{place.street}", /Error while accessing 'street': property doesn't exist/],
    ["{name.first}", /Error while accessing 'first'/],
    ["{rand-guid:X}", /guid format "X"/],
    ["{datetime:d}", /date format "d": the local Azure takes custom formats/],
  ] as const) {
    it(`${text} names nothing`, () => assert.throws(() => evaluate(text), { message: why }));
  }

  for (const [text, why] of [
    ["{name", /Missing closing bracket at position 1/],
    ["name}", /Missing opening bracket at position 5/],
    ["a/{}", /The parameter name at position 3 is empty/],
    ["{first name}", /The parameter name 'first name' is invalid/],
    ["{a-b}", /The parameter name 'a-b' is invalid/],
    ["{a.}", /The parameter name 'a\.' is invalid/],
  ] as const) {
    it(`${text} is none`, () => assert.throws(() => new BindingTemplate(text), { message: why }));
  }

  for (const [pattern, text, names] of [
    ["input/{name}.csv", "input/a.b.csv", { name: "a.b" }],
    ["input/{name}.{ext}", "input/a.b.csv", { name: "a.b", ext: "csv" }],
    ["input/{folder}/{name}", "input/x/y/z.txt", { folder: "x/y", name: "z.txt" }],
    ["input/a+b/{{{name}}}", "input/a+b/{c}", { name: "c" }],
    ["input/{name}.csv", "input/a.txt", undefined],
    ["input/fixed.txt", "input/fixed.txt", {}],
  ] as const) {
    it(`${pattern} reads ${text}`, () => assert.deepEqual(new BindingTemplate(pattern).capture(text), names));
  }

  it("name what a request brings: body, then query, then route", () => {
    const request = bindingDataOf({
      functionName: "f",
      now: NOW,
      data: {
        http: {
          url: "https://h/api/f",
          method: "POST",
          nullableHeaders: { "x-who": { value: "header" } },
          nullableQuery: { b: { value: "query" }, c: { value: "query" }, code: { value: "secret" } },
          nullableParams: { c: { value: "route" } },
          body: { bytes: Buffer.from(JSON.stringify({ a: "body", b: "body", c: "body" })) },
        },
      },
      triggerMetadata: {},
    });
    const template = new BindingTemplate("{a} {b} {c} {Query.b} {headers.x-who}");
    assert.equal(template.evaluate(request), "body query route query header");
    assert.throws(() => new BindingTemplate("{code}").evaluate(request), /No value for named parameter 'code'/);
  });
});
