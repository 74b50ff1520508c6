import assert from "node:assert/strict";
import {
  addAfterLast,
  addExport,
  addImport,
  addToArgument,
  addToListOf,
  addToVariable,
  importedFrom,
  instancesOf,
  PlaceNotFound,
  topLevelNames,
} from "../../../start/new/source.js";

const finds = (edit: () => string, message: RegExp) =>
  assert.throws(edit, (error: Error) => error instanceof PlaceNotFound && message.test(error.message));

describe("An edit of a source file", () => {
  it("imports a name beside those of the same module", () => {
    assert.equal(addImport('import { a } from "./x.js";\n', "./x.js", "b"), 'import { a, b } from "./x.js";\n');
    assert.equal(addImport('import { a, } from "./x.js";\n', "./x.js", "b"), 'import { a, b, } from "./x.js";\n');
  });

  it("imports nothing twice", () => {
    const text = 'import { a } from "./x.js";\n';
    assert.equal(addImport(text, "./x.js", "a"), text);
  });

  it("imports a name on a line of its own: of another module, beside types alone, in an empty file", () => {
    const line = 'import { b } from "./y.js";';
    const types = 'import type { A } from "./y.js";';
    assert.equal(
      addImport('import { a } from "./x.js";\nrest', "./y.js", "b"),
      `import { a } from "./x.js";\n${line}\nrest`,
    );
    assert.equal(addImport(types, "./y.js", "b"), `${types}\n${line}`);
    assert.equal(addImport("", "./y.js", "b"), `${line}\n`);
  });

  it("passes a name on, where names are passed on", () => {
    const text = '/** A list. */\nexport { a } from "./a.js";\n';
    assert.equal(
      addExport(text, "./b.js", "b"),
      '/** A list. */\nexport { b } from "./b.js";\nexport { a } from "./a.js";\n',
    );
    finds(() => addExport("const a = 1;", "./b.js", "b"), /an export … from/);
  });

  it("adds to the list of a variable, whatever stands around it", () => {
    const text = "// list = [x]\nexport const list: readonly A[] = [a /* last */];";
    assert.equal(
      addToVariable(text, "list", "b"),
      "// list = [x]\nexport const list: readonly A[] = [a, b /* last */];",
    );
    assert.equal(addToVariable("const list = [];", "list", "b"), "const list = [b];");
    finds(() => addToVariable("const list = make();", "list", "b"), /the list "list"/);
  });

  it("adds once to the list of an argument", () => {
    const text = 'const t = new Topic("t", { carries: [A], other: [B] });';
    const added = addToArgument(text, "Topic", "carries", "C");
    assert.equal(added, 'const t = new Topic("t", { carries: [A, C], other: [B] });');
    assert.equal(addToArgument(added, "Topic", "carries", "C"), added);
    finds(() => addToArgument(text, "Topic", "bears", "C"), /the list "bears" of new Topic/);
    finds(() => addToArgument(text, "Queue", "carries", "C"), /new Queue/);
  });

  it("adds to the list that holds certain names and nothing else", () => {
    const text = "f([x, a]); g([a, b].map(h));";
    assert.equal(addToListOf(text, ["a", "b"], "c"), "f([x, a]); g([a, b, c].map(h));");
    finds(() => addToListOf("f([x])", ["a"], "c"), /the list of a/);
  });

  it("adds after the last statement that fits", () => {
    assert.equal(
      addAfterLast("make(1);\nmake(2);\nend();", "make", /make\(/, "make(3);"),
      "make(1);\nmake(2);\nmake(3);\nend();",
    );
    finds(() => addAfterLast("end();", "a make", /make\(/, "make(3);"), /a make/);
  });
});

describe("What a source file says", () => {
  it("has the names that it imports and declares", () => {
    const text = `import d, { a, b as c } from "x"; import * as n from "y"; const { e, f: [g] } = z; function h() {} class K {}`;
    assert.deepEqual([...topLevelNames(text)].sort(), ["K", "a", "c", "d", "e", "g", "h", "n"]);
  });

  it("has the module of a name, and the variables that hold what was made of a class", () => {
    assert.equal(importedFrom('import { a } from "./x.js"; import { b } from "./y.js";', "b"), "./y.js");
    assert.equal(importedFrom("", "b"), undefined);
    assert.deepEqual(instancesOf("const a = new A(1); const b = new B(); const c = new A(2);", "A"), ["a", "c"]);
  });
});
