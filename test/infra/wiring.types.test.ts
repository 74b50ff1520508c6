import * as z from "zod";
import {
  type App,
  defineApp,
  defineEvent,
  type generator,
  type letterCounts,
  NameGenerated,
  onEvent,
  onHttp,
  type pseudonymKey,
  publish,
  type rawNames,
  type recorder,
  SET_ASIDE,
  type tally,
  write,
} from "../../contracts/index.js";
import type { EventTopic } from "../../infra/components/event-topic.js";
import type { FunctionApp, FunctionAppArgs } from "../../infra/components/function-app.js";
import type { ResourceWire, TopicWire, Wiring } from "../../infra/wiring.js";

/** Each line below an expected error must not compile: `tsc` is what runs these tests. */
describe("wiring, by its types", () => {
  const NameForgotten = defineEvent("Names.NameForgotten.v1", z.object({ id: z.uuid() }));
  const both = defineApp("both", { functions: {}, needs: { names: publish(NameGenerated, NameForgotten) } });
  const forgetter = defineApp("forgetter", {
    functions: { forget: onEvent(NameForgotten) },
    needs: { setAside: write(SET_ASIDE) },
  });
  const needless = defineApp("needless", {
    functions: { ping: onHttp({ method: "GET", route: "ping", auth: "anonymous" }) },
  });

  type Generated = typeof NameGenerated;
  type Forgotten = typeof NameForgotten;
  type Container = ResourceWire<typeof rawNames>;
  type Aside = ResourceWire<typeof SET_ASIDE>;
  type Counts = ResourceWire<typeof letterCounts>;
  type Key = ResourceWire<typeof pseudonymKey>;
  const typed = (check: (...wires: never[]) => unknown) => it(check.name, () => void check);

  typed(function everyNeedIsMet(container: Container, aside: Aside, key: Key, topic: EventTopic<Generated>) {
    const wiring: Wiring<typeof recorder.needs> = { rawNames: container, pseudonymKey: key, setAside: aside };
    const publishing: Wiring<typeof generator.needs> = { names: topic };
    return [wiring, publishing];
  });

  typed(function aNeedIsForgotten(container: Container, key: Key) {
    // @ts-expect-error setAside is missing
    const wiring: Wiring<typeof recorder.needs> = { rawNames: container, pseudonymKey: key };
    return wiring;
  });

  typed(function aWireIsTooMany(container: Container, aside: Aside, key: Key) {
    const wiring: Wiring<typeof recorder.needs> = {
      rawNames: container,
      pseudonymKey: key,
      setAside: aside,
      // @ts-expect-error the recorder has no such need
      letterCounts: container,
    };
    return wiring;
  });

  typed(function anAppWithoutNeedsIsWired(container: Container) {
    // @ts-expect-error it needs nothing
    const wiring: Wiring<typeof needless.needs> = { rawNames: container };
    const none: Wiring<typeof needless.needs> = {};
    return [wiring, none];
  });

  typed(function theKindIsAnother(container: Container, aside: Aside, counts: Counts, key: Key) {
    // @ts-expect-error a table for a container
    const table: Wiring<typeof recorder.needs> = { rawNames: counts, pseudonymKey: key, setAside: aside };
    // @ts-expect-error a container for a secret
    const secret: Wiring<typeof recorder.needs> = { rawNames: container, pseudonymKey: container, setAside: aside };
    // @ts-expect-error a container for a topic
    const topic: Wiring<typeof generator.needs> = { names: container };
    return [table, secret, topic];
  });

  typed(function theContainerIsAnother(container: Container, aside: Aside, key: Key) {
    // @ts-expect-error the one for the other
    const swapped: Wiring<typeof recorder.needs> = { rawNames: aside, pseudonymKey: key, setAside: aside };
    return [swapped, container];
  });

  typed(function theRowsAreOthers(aside: Aside, other: ResourceWire<TableOf<{ colour: string }>>) {
    // @ts-expect-error rows with a colour for rows with a count
    const wiring: Wiring<typeof tally.needs> = { letterCounts: other, setAside: aside };
    return wiring;
  });

  typed(function aTopicCarriesTooLittle(one: EventTopic<Generated>, other: EventTopic<Forgotten>) {
    // @ts-expect-error it carries one of the two kinds that the app publishes
    const half: Wiring<typeof both.needs> = { names: one };
    // @ts-expect-error it carries another kind
    const wrong: Wiring<typeof generator.needs> = { names: other };
    return [half, wrong];
  });

  typed(function aTopicMayCarryMore(topic: EventTopic<Generated | Forgotten>) {
    const wiring: Wiring<typeof generator.needs> = { names: topic };
    const wire: TopicWire<Generated> = topic;
    topic.deliverTo({} as FunctionApp<typeof recorder>);
    topic.deliverTo({} as FunctionApp<typeof forgetter>);
    return [wiring, wire];
  });

  typed(function anAppHandlesWhatTheTopicDoesNotCarry(topic: EventTopic<Generated>) {
    topic.deliverTo({} as FunctionApp<typeof tally>);
    // @ts-expect-error it handles NameForgotten
    topic.deliverTo({} as FunctionApp<typeof forgetter>);
  });

  typed(function anArgumentOfTheAppIsWiredWrong(args: Omit<FunctionAppArgs<App>, "wiring">, container: Container) {
    // @ts-expect-error the generator publishes
    const wrong: FunctionAppArgs<typeof generator> = { ...args, wiring: { rawNames: container } };
    return wrong;
  });
});

type TableOf<R extends object> = Extract<Parameters<typeof write>[0], { kind: "table" }> & {
  readonly row: z.ZodType<R>;
};
