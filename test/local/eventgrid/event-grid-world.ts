import type { BacklogBound } from "../../../local/eventgrid/backlog.js";
import { createEventGrid, type EventGrid } from "../../../local/eventgrid/index.js";
import type { Properties } from "../../../local/shared/resource.js";
import { type Answer, GROUP, identityId, type ReceivedRequest, type Responder, World } from "../platform.js";

export const DATA_SENDER = "d5a91429-5739-47e2-a06b-3470a27159e7";
export const CLOUD_EVENTS = "CloudEventSchemaV1_0";
export const HOOK = "hook.example.net";
export const HOOK_URL = `https://${HOOK}/api/hook?code=s3cret`;
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stdead`;
export const MINUTE = 60_000;

export const topicId = (name: string): string => `${GROUP}/providers/Microsoft.EventGrid/topics/${name}`;
export const subscriptionId = (topic: string, name: string): string => `${topicId(topic)}/eventSubscriptions/${name}`;
export const endpointOf = (topic: string): string => `https://${topic}.westeurope-1.eventgrid.azure.net/api/events`;

/** Event Grid with subscribers on the wire, and nothing left to chance: without it a pause has its least length. */
export class EventGridWorld extends World<EventGrid> {
  readonly #random = Math.random;
  /** What the subscriber answers to deliveries; it consents to every handshake. */
  answer: Responder = () => ({ status: 200 });
  hook: ReceivedRequest[] = [];

  /** @param bound of what may wait on disk; the service's own when it is left out. */
  constructor(bound?: BacklogBound) {
    super((platform) => createEventGrid(platform, bound));
  }

  override async open(): Promise<void> {
    Math.random = () => 0;
    await super.open();
    this.hook = await this.serve(
      HOOK,
      consenting((request) => this.answer(request)),
    );
  }

  override async close(): Promise<void> {
    Math.random = this.#random;
    await super.close();
  }

  /** Lets written outcomes reach the disk, then moves time. */
  async pass(ms: number): Promise<void> {
    this.clock.move(20);
    await this.settle();
    this.clock.move(ms);
    await this.settle();
  }

  /** How many deliveries of a subscription are on disk. */
  waiting(topic: string, name: string): number {
    const row = this.platform.store.get(
      "SELECT count(*) AS n FROM eventgrid_deliveries d JOIN eventgrid_subscriptions s ON s.number = d.subscription WHERE s.key = ?",
      subscriptionId(topic, name).toLowerCase(),
    );
    return Number(row?.n);
  }

  /** How many events are on disk. */
  stored(): number {
    return Number(this.platform.store.get("SELECT count(*) AS n FROM eventgrid_events")?.n);
  }

  /** A topic to which `sender` may publish. */
  async topic(name: string, inputs: Properties = {}): Promise<Properties> {
    const known = this.resources.get(topicId(name)) !== undefined;
    const outputs = await this.put(topicId(name), {
      resourceGroupName: "rg",
      topicName: name,
      location: "westeurope",
      ...inputs,
    });
    if (!known) await this.grant("sender", DATA_SENDER, topicId(name));
    return outputs;
  }

  /** A subscription of the hook. */
  subscribe(topic: string, name: string, inputs: Properties = {}): Promise<Properties> {
    return this.put(subscriptionId(topic, name), {
      destination: { endpointType: "WebHook", endpointUrl: HOOK_URL },
      ...inputs,
    });
  }

  /** A topic of CloudEvents named `names`, and its subscription `all`. */
  async names(inputs: Properties = {}): Promise<void> {
    await this.topic("names", { inputSchema: CLOUD_EVENTS });
    await this.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...inputs });
  }

  /** What a metric counts for a subscription, or all in all. */
  metric(name: string, subscription?: string): number {
    return this.service.metrics
      .read()
      .filter((one) => one.name === name)
      .filter(({ dimensions }) => subscription === undefined || dimensions.EventSubscriptionName === subscription)
      .reduce((sum, { total }) => sum + total, 0);
  }

  /** Publishes as `sender`; a string is sent as it is. */
  publish(topic: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const type = Array.isArray(body) ? "application/cloudevents-batch+json" : "application/cloudevents+json";
    const all = { authorization: "Bearer sender@https://eventgrid.azure.net", "content-type": type, ...headers };
    return this.send("POST", endpointOf(topic), all, typeof body === "string" ? body : JSON.stringify(body));
  }

  /** Keeps back what hosts answer from now on; each answer is let through by its own function. */
  holdAnswers(): (() => void)[] {
    const held: (() => void)[] = [];
    const { wire } = this.platform;
    const before = wire.request;
    wire.request = async (url, init) => {
      const response = await before(url, init);
      await new Promise<void>((resolve, reject) => {
        held.push(resolve);
        init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
      return response;
    };
    return held;
  }

  /** Opens the URL that a handshake brought. */
  visit(url: string, method = "GET"): Promise<Answer> {
    return this.send(method, url);
  }

  /** The state of a subscription, as it is read. */
  stateOf(topic: string, name: string): unknown {
    return this.resources.get(subscriptionId(topic, name))?.outputs.provisioningState;
  }

  /** Deliveries that the hook got, without handshakes. */
  deliveries(): ReceivedRequest[] {
    return this.hook.filter(({ headers }) => headers["aeg-event-type"] === "Notification");
  }

  /** Declares what a subscription needs to write dead letters; `Owner` of the blobs is the storage's own affair. */
  async deadLetters(respond: Responder): Promise<{ blobs: ReceivedRequest[]; setting: Properties }> {
    await this.identity("id-topic");
    await this.put(ACCOUNT, {});
    const blobs = await this.serve("stdead.blob.core.windows.net", respond);
    return {
      blobs,
      setting: {
        deadLetterWithResourceIdentity: {
          identity: { type: "UserAssigned", userAssignedIdentity: identityId("id-topic") },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            resourceId: ACCOUNT,
            blobContainerName: "dead-letters",
          },
        },
      },
    };
  }
}

/** Answers handshakes as the Functions host does. */
export const consenting =
  (respond: Responder): Responder =>
  (request) => {
    if (request.method === "OPTIONS") {
      return { status: 200, headers: { "webhook-allowed-origin": String(request.headers["webhook-request-origin"]) } };
    }
    if (request.headers["aeg-event-type"] !== "SubscriptionValidation") return respond(request);
    const [event] = JSON.parse(request.body) as { data: { validationCode: string } }[];
    return { status: 200, body: JSON.stringify({ validationResponse: event?.data.validationCode }) };
  };

/** Answers every request with 200 and nothing else: consent is left open. */
export const silent: Responder = () => ({ status: 200 });

/** The URL that the last handshake of a host brought, by which consent may be given late. */
export function consentUrl(received: readonly ReceivedRequest[]): string {
  const asked = received.findLast(
    ({ headers, method }) => method === "OPTIONS" || headers["aeg-event-type"] === "SubscriptionValidation",
  );
  if (asked?.method === "OPTIONS") return String(asked.headers["webhook-request-callback"]);
  const [event] = JSON.parse(asked?.body ?? "[]") as { data: { validationUrl: string } }[];
  return event?.data.validationUrl ?? "";
}

let made = 0;
/** A CloudEvent with an id of its own. */
export const cloudEvent = (more: Properties = {}): Properties & { readonly id: string } => ({
  id: `ce-${++made}`,
  source: "/test",
  type: "Names.NameGenerated.v1",
  specversion: "1.0",
  ...more,
});

export const gridEvent = (more: Properties = {}): Properties & { readonly id: string } => ({
  id: `eg-${++made}`,
  subject: "names/1",
  eventType: "Names.NameGenerated.v1",
  eventTime: "2026-01-05T10:00:00Z",
  data: { name: "Ada" },
  dataVersion: "1.0",
  ...more,
});
