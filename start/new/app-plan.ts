import type { EventType } from "../../contracts/index.js";
import { jsonSchemaOf } from "../../contracts/vocabulary/json-schema.js";
import { completeByExample } from "../publish/example.js";
import { appBlock, type HandledEvent, wireApp } from "./infra-edit.js";
import { capitalOf } from "./names.js";
import type { Edit, Plan } from "./plan.js";
import { addExport, addImport, addToVariable } from "./source.js";

/** An app to be written: it handles an event, or answers a request where there is none. */
export interface NewApp {
  readonly name: string;
  readonly event?: HandledEvent & { readonly definition: EventType };
}

/** Words that no variable can be named by. */
const RESERVED =
  /^(await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

/** @throws with what is allowed. */
export function readAppName(name: string | undefined): string {
  if (name === undefined || !/^[a-z][a-z0-9]{1,15}$/.test(name)) {
    throw new Error(`app "${name ?? ""}": expected 2 to 16 lower-case letters and digits, a letter first`);
  }
  if (RESERVED.test(name)) throw new Error(`app "${name}": expected another name, this is a word of the language`);
  return name;
}

/** The files of an app: manifest, handlers and a test; its place in the lists of apps and in the stack. */
export function appPlan(app: NewApp): Plan {
  const { name } = app;
  const parts = partsOf(app);
  return {
    files: {
      [`contracts/apps/${name}.ts`]: parts.manifest,
      [`functions/${name}/index.ts`]: entry(name),
      [`functions/${name}/handlers.ts`]: parts.handlers,
      [`test/functions/${name}/handlers.test.ts`]: parts.test,
    },
    edits: [
      {
        file: "contracts/apps/index.ts",
        change: (text) => addToVariable(addImport(text, `./${name}.js`, name), "apps", name),
        byHand: [`import { ${name} } from "./${name}.js";`, `${name} in the list "apps"`],
      },
      {
        file: "contracts/index.ts",
        change: (text) => addExport(text, `./apps/${name}.js`, name),
        byHand: [`export { ${name} } from "./apps/${name}.js";`],
      },
      ...(app.event === undefined ? [newRole(name)] : []),
      {
        file: "infra/index.ts",
        change: (text) => wireApp(text, name, app.event),
        byHand: [
          ...appBlock(name, "topic", app.event).split("\n"),
          `${name}App in the list of the output "apps"`,
          ...(app.event === undefined ? [] : [`${app.event.variable} in what the topic carries`]),
        ],
      },
    ],
    next: [
      `Give it something to do: its needs in contracts/apps/${name}.ts, its code in functions/${name}/handlers.ts`,
      `What meets a new need is wired in infra/index.ts, at new FunctionApp(${name}, …)`,
      "Run all of it: npm start -- --watch",
    ],
  };
}

/** The role that opens an app that answers: no function is open to everybody unless somebody says so. */
function newRole(name: string): Edit {
  const role = `{ value: "${roleOf(name)}", displayName: "Read ${name}", description: "Read what ${name} tells." }`;
  return {
    file: "infra/bootstrap/app-roles.ts",
    change: (text) => addToVariable(text, "APP_ROLES", role),
    byHand: [`${role} in the list "APP_ROLES"`],
  };
}

const roleOf = (name: string): string => `${capitalOf(name)}.Read`;

const entry = (name: string): string => `import { ${name} } from "../../contracts/index.js";
import { implement } from "../kit/index.js";
import { handlers } from "./handlers.js";

implement(${name}, handlers);
`;

const partsOf = ({ name, event }: NewApp) => (event === undefined ? answering(name) : handling(name, event));

function handling(name: string, { variable, file, definition }: HandledEvent & { readonly definition: EventType }) {
  const { data } = completeByExample(jsonSchemaOf(definition.type, definition.data), undefined);
  const fn = `handle${variable}`;
  return {
    manifest: `import { ${variable} } from "../events/${file}";
import { defineApp, onEvent, SET_ASIDE, write } from "../vocabulary/index.js";

/** Handles ${variable}. */
export const ${name} = defineApp("${name}", {
  functions: { ${fn}: onEvent(${variable}) },
  needs: { setAside: write(SET_ASIDE) },
});
`,
    handlers: `import type { ${name} } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";

export const handlers: Handlers<typeof ${name}> = {
  ${fn}: async ({ id }, { log }) => {
    log.info("${variable}Handled", { id });
  },
};
`,
    test: `import assert from "node:assert/strict";
import { ${name}, ${variable} } from "../../../contracts/index.js";
import { handlers } from "../../../functions/${name}/handlers.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { invocation } from "../support/invocation.js";

describe("${name}", () => {
  const event = {
    specversion: "1.0",
    id: "event-1",
    source: "/test",
    type: ${variable}.type,
    time: "2026-03-01T12:00:00Z",
    data: ${JSON.stringify(data)},
  };

  it("handles ${variable}", async () => {
    const setAside = { put: async () => assert.fail("the event was set aside") };
    const { context, lines } = invocation();
    await invocablesOf(${name}, handlers, { setAside }).${fn}?.(event, context);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^information: ${variable}Handled \\{"id":"event-1"/);
  });
});
`,
  };
}

function answering(name: string) {
  const fn = `get${capitalOf(name)}`;
  return {
    manifest: `import * as z from "zod";
import { defineApp, onHttp } from "../vocabulary/index.js";

/** Answers \`GET /api/${name}\`. */
export const ${name} = defineApp("${name}", {
  functions: {
    ${fn}: onHttp({
      method: "GET",
      route: "${name}",
      auth: { roles: ["${roleOf(name)}"] },
      response: z.object({ app: z.string() }),
    }),
  },
});
`,
    handlers: `import type { ${name} } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";

export const handlers: Handlers<typeof ${name}> = {
  ${fn}: async (_request, { log }) => {
    log.info("${capitalOf(name)}Asked", {});
    return { jsonBody: { app: "${name}" } };
  },
};
`,
    test: `import assert from "node:assert/strict";
import { HttpRequest } from "@azure/functions";
import { ${name} } from "../../../contracts/index.js";
import { handlers } from "../../../functions/${name}/handlers.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { callerWith, WITH_TOKEN } from "../support/caller-with.js";
import { invocation } from "../support/invocation.js";

describe("${name}", () => {
  it("answers GET /api/${name} to who has the role", async () => {
    const request = new HttpRequest({ method: "GET", url: "http://localhost/api/${name}", headers: WITH_TOKEN });
    const { context } = invocation();
    const response = await invocablesOf(${name}, handlers, {}, callerWith("${roleOf(name)}")).${fn}?.(request, context);
    assert.deepEqual(response, { status: 200, jsonBody: { app: "${name}" } });
  });
});
`,
  };
}
