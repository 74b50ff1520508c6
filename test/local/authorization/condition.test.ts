import assert from "node:assert/strict";
import { ATTRIBUTES, parseCondition } from "../../../local/authorization/condition.js";
import type { Attributes } from "../../../local/shared/access.js";

const [READER, OWNER] = ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"];
const WRITE = "Microsoft.Authorization/roleAssignments/write";
const ROLE = `@Request[${ATTRIBUTES.roleDefinitionId}]`;
const TYPE = `@Request[${ATTRIBUTES.principalType}]`;

const asking = (roleDefinitionId: string, principalType?: string): Attributes => ({
  Request: {
    [ATTRIBUTES.roleDefinitionId]: roleDefinitionId,
    ...(principalType === undefined ? {} : { [ATTRIBUTES.principalType]: principalType }),
  },
});
const holds = (condition: string, attributes: Attributes = asking(READER), action = WRITE) =>
  parseCondition(condition)(action, attributes);

describe("Conditions of role assignments", () => {
  it("let through every action that they do not target", () => {
    const condition = `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/*'})) OR (${ROLE} GuidEquals ${READER}))`;
    assert.ok(holds(condition, {}, "Microsoft.Web/sites/write"));
    assert.ok(!holds(condition, {}));
    assert.ok(holds(condition));
    assert.ok(!holds(condition, asking(OWNER)));
  });

  it("compare GUIDs and texts ignoring case, with and without quotes and braces", () => {
    assert.ok(holds(`${ROLE} GuidEquals '${READER.toUpperCase()}'`));
    assert.ok(holds(`${ROLE} ForAnyOfAnyValues:GuidEquals {${OWNER},${READER}}`));
    assert.ok(
      holds(
        `${TYPE.toLowerCase().replace("@request", "@Request")} StringEqualsIgnoreCase 'serviceprincipal'`,
        asking(READER, "ServicePrincipal"),
      ),
    );
    assert.ok(!holds(`${TYPE} StringNotEqualsIgnoreCase 'user'`, asking(READER, "User")));
  });

  it("know the operators over sets of values", () => {
    const set = `{${OWNER}, ${READER}}`;
    assert.ok(!holds(`${ROLE} ForAnyOfAllValues:GuidNotEquals ${set}`), "it is one of them");
    assert.ok(holds(`${ROLE} ForAllOfAllValues:GuidNotEquals ${set}`, asking("b24988ac-6180-42a0-ab88-20f7382dd24c")));
    assert.ok(holds(`${ROLE} ForAnyOfAnyValues:GuidNotEquals ${set}`), "it is not the other");
    assert.ok(holds(`${ROLE} ForAllOfAnyValues:GuidEquals ${set}`));
  });

  it("are not fulfilled by an attribute that the call does not have, or has elsewhere", () => {
    assert.ok(!holds(`${TYPE} StringNotEqualsIgnoreCase 'User'`));
    assert.ok(!holds(`@Resource[${ATTRIBUTES.roleDefinitionId}] GuidEquals ${READER}`));
  });

  it("read AND, OR and NOT in words and signs", () => {
    assert.ok(holds(`!(${ROLE} GuidEquals ${OWNER}) && NOT ${ROLE} GuidEquals ${OWNER}`));
    assert.ok(holds(`${ROLE} GuidEquals ${OWNER} || ${ROLE} GuidEquals ${READER}`));
    assert.ok(!holds(`${ROLE} GuidEquals ${OWNER} and ${ROLE} GuidEquals ${READER}`));
  });

  for (const [what, condition, message] of [
    [
      "AND and OR mixed without parentheses",
      `${ROLE} GuidEquals ${READER} AND ${ROLE} GuidEquals ${READER} OR ${ROLE} GuidEquals ${OWNER}`,
      /mixed without parentheses/,
    ],
    ["an open parenthesis", `(${ROLE} GuidEquals ${READER}`, /it ends where \) is expected/],
    ["something after its end", `${ROLE} GuidEquals ${READER} )`, /"\)" stands where its end is expected/],
    ["nothing", "", /it ends where an expression is expected/],
    ["no GUID", `${ROLE} GuidEquals 'Reader'`, /"Reader" is no GUID/],
    ["an operator for texts on GUIDs", `${ROLE} StringEqualsIgnoreCase '${READER}'`, /does not fit the attribute/],
    ["several values for one", `${ROLE} GuidEquals {${READER}, ${OWNER}}`, /takes one value/],
    ["a strange character", `${ROLE} GuidEquals ${READER}; DROP`, /"; DROP" is no part of a condition/],
    ["more than 8 KB", `${ROLE} GuidEquals ${READER}${" ".repeat(8192)}`, /the most is 8192/],
  ] as const) {
    it(`refuse as malformed: ${what}`, () => {
      assert.throws(() => parseCondition(condition), { name: "ConditionError", kind: "malformed", message });
    });
  }

  for (const [what, condition] of [
    [
      "attributes of blobs",
      "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'a'",
    ],
    [
      "attributes of principals",
      "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project] StringEquals 'a'",
    ],
    ["SubOperationMatches", "!(ActionMatches{'a'} AND SubOperationMatches{'Blob.List'})"],
    ["Exists", `Exists ${ROLE}`],
    ["StringLike", `${TYPE} StringLike 'U*'`],
  ] as const) {
    it(`refuse by name what is not evaluated: ${what}`, () => {
      const name = /@\w+\[[^\]]+\]|SubOperationMatches|Exists|StringLike/.exec(condition)?.[0] ?? "";
      const expected = what === "StringLike" ? "StringLike" : name;
      assert.throws(
        () => parseCondition(condition),
        (error: Error & { kind: string }) => error.kind === "unsupported" && error.message.includes(expected),
      );
    });
  }
});
