import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Platform } from "../shared/service.js";
import { DATA_API_VERSION, SERVICE } from "./constants.js";
import type { DeliveryQueues } from "./delivery-queues.js";
import type { EventStore } from "./event-store.js";
import { requirePublisher } from "./publish-access.js";
import { ALLOWED, commonHeaders, PublishError, publishErrors, sendPublishError } from "./publish-error.js";
import type { PublishedEvent } from "./published-event.js";
import { readBody } from "./read-body.js";
import { readEvents } from "./read-events.js";
import type { Subscription } from "./subscription.js";
import type { Topic } from "./topic.js";
import type { TopicKeys } from "./topic-keys.js";
import type { TopicRegistry } from "./topic-registry.js";

const PATH = "/api/events";

/**
 * The publish API: an event is on disk before its publisher gets 200; who takes it, and when, does not matter.
 *
 * @see https://learn.microsoft.com/azure/event-grid/post-to-custom-topic
 */
export class Publisher {
  constructor(
    private readonly platform: Platform,
    private readonly topics: TopicRegistry,
    private readonly keys: TopicKeys,
    private readonly events: EventStore,
    private readonly queues: DeliveryQueues,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      // What was not read of the request must not be taken for the next one on the connection.
      if (!request.complete) response.setHeader("connection", "close");
      sendPublishError(response, error, this.platform.clock.now());
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const url = `https://${host}${path}`;
    const topic = this.topics.byHost(host);
    if (topic === undefined) throw publishErrors.noTopic(host);
    if (path.toLowerCase() !== PATH || request.method === "HEAD") throw publishErrors.wrongPath(url);
    if (request.method === "OPTIONS") {
      response.writeHead(200, { ...commonHeaders(randomUUID()), ...ALLOWED, "content-length": 0 }).end();
      return;
    }
    if (request.method !== "POST") throw publishErrors.method(request.method ?? "");
    const parameters = new URLSearchParams(query);
    const version = parameters.get("api-version");
    if (version !== null && version !== DATA_API_VERSION) throw publishErrors.apiVersion(url, version);
    await requirePublisher(this.platform, this.keys, topic, request, parameters);
    await this.#accept(topic, readEvents(topic, request.headers, await readBody(request)));
    response.writeHead(200, { ...commonHeaders(randomUUID()), "content-length": 0 }).end();
  }

  async #accept(topic: Topic, events: readonly PublishedEvent[]): Promise<void> {
    const subscriptions = [...topic.subscriptions.values()];
    const matches = events.map((event) => subscriptions.filter(({ filter }) => filter(event)));
    const matched = new Set(matches.flat());
    if (matched.size > 0) {
      await this.events.accept(events, (index) => this.#numbersOf(matches[index] ?? []), this.#now());
    }
    for (const { id, type } of events) {
      this.platform.activities.record({
        service: SERVICE,
        what: "accepted",
        target: topic.id,
        subject: id,
        type,
        status: 200,
      });
    }
    for (const { key } of matched) this.queues.of(key)?.wake();
  }

  /** Asked when the events are written: a subscription that was deleted meanwhile gets none. */
  #numbersOf(subscriptions: readonly Subscription[]): number[] {
    return subscriptions.flatMap(({ key }) => this.queues.of(key)?.number ?? []);
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}
