import {
  addAfterLast,
  addImport,
  addToArgument,
  addToListOf,
  instancesOf,
  PlaceNotFound,
  topLevelNames,
} from "./source.js";

/** An event that an app handles. */
export interface HandledEvent {
  /** What it is exported as. */
  readonly variable: string;
  /** Its file in `contracts/events/`, as imports name it: `order-placed.js`. */
  readonly file: string;
}

const CONTRACTS = "../contracts/index.js";

/** The statements that put an app into the stack. */
export function appBlock(name: string, topic: string, event: HandledEvent | undefined): string {
  const wiring = event === undefined ? "{}" : "{ setAside: data.container(SET_ASIDE) }";
  return [
    `const ${name}App = new FunctionApp(${name}, {`,
    "  ...shared,",
    `  code: packageOf(${name}),`,
    `  wiring: ${wiring},`,
    "});",
    ...(event === undefined ? [] : [`${topic}.deliverTo(${name}App);`]),
  ].join("\n");
}

/**
 * Puts an app into the program of the stack: the app, what delivers to it, the event among those that the topic carries,
 * and the app among the stack's outputs.
 *
 * @throws PlaceNotFound when the program does not have what that builds on.
 */
export function wireApp(text: string, name: string, event: HandledEvent | undefined): string {
  const names = topLevelNames(text);
  for (const needed of ["FunctionApp", "packageOf", "shared", ...(event === undefined ? [] : ["data", "SET_ASIDE"])]) {
    if (!names.has(needed)) throw new PlaceNotFound(`"${needed}"`);
  }
  const apps = instancesOf(text, "FunctionApp");
  const [topic] = instancesOf(text, "EventTopic");
  if (event !== undefined && topic === undefined) throw new PlaceNotFound("new EventTopic(…)");
  const block = appBlock(name, topic ?? "", event);
  let edited = addAfterLast(text, "new FunctionApp(…)", /new FunctionApp\(|\.deliverTo\(/, block);
  edited = addToListOf(edited, apps, `${name}App`);
  edited = addImport(edited, CONTRACTS, name);
  if (event === undefined) return edited;
  return addToArgument(addImport(edited, CONTRACTS, event.variable), "EventTopic", "carries", event.variable);
}
