import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Platform } from "../shared/service.js";
import { isDiskFailure } from "../shared/store.js";
import { BacklogFull } from "./backlog.js";
import { DATA_API_VERSION, SERVICE, THROTTLED_RETRY_AFTER_S } from "./constants.js";
import type { Intake } from "./intake.js";
import type { Metrics } from "./metrics.js";
import { requirePublisher } from "./publish-access.js";
import { ALLOWED, commonHeaders, PublishError, publishErrors, sendPublishError } from "./publish-error.js";
import { readBody } from "./read-body.js";
import { readEvents } from "./read-events.js";
import { requestedHost } from "./requested-host.js";
import { statusName } from "./status-name.js";
import type { Topic } from "./topic.js";
import type { TopicKeys } from "./topic-keys.js";
import type { TopicRegistry } from "./topic-registry.js";

const PATH = "/api/events";

/** How far a request came: the events that fail with it. One before its body was read counts as one. */
interface Progress {
  topic?: Topic;
  events: number;
}

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
    private readonly intake: Intake,
    private readonly metrics: Metrics,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const progress: Progress = { events: 1 };
    try {
      await this.#answer(request, response, progress);
    } catch (error) {
      const refusal = this.#refusalOf(error, progress);
      // What was not read of the request must not be taken for the next one on the connection.
      if (!request.complete) response.setHeader("connection", "close");
      sendPublishError(response, refusal, this.platform.clock.now());
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, progress: Progress): Promise<void> {
    const began = this.platform.clock.now().getTime();
    const host = requestedHost(request);
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
    progress.topic = topic;
    const parameters = new URLSearchParams(query);
    const version = parameters.get("api-version");
    if (version !== null && version !== DATA_API_VERSION) throw publishErrors.apiVersion(url, version);
    await requirePublisher(this.platform, this.keys, topic, request, parameters);
    const events = readEvents(topic, request.headers, await readBody(request));
    progress.events = events.length;
    await this.intake.accept(topic, events, began);
    response.writeHead(200, { ...commonHeaders(randomUUID()), "content-length": 0 }).end();
  }

  /** What the publisher is told; an error of this program is thrown on. */
  #refusalOf(error: unknown, { topic, events }: Progress): PublishError {
    const refusal = this.#toPublishError(error, topic);
    if (topic !== undefined) {
      const dimensions = { ErrorType: statusName(refusal.status), Error: refusal.code };
      this.metrics.add("PublishFailCount", topic.id, dimensions, events);
    }
    return refusal;
  }

  #toPublishError(error: unknown, topic: Topic | undefined): PublishError {
    if (error instanceof PublishError) return error;
    if (error instanceof BacklogFull) return publishErrors.throttled(THROTTLED_RETRY_AFTER_S);
    if (!isDiskFailure(error)) throw error;
    this.platform.activities.record({
      service: SERVICE,
      what: "failed",
      target: topic?.id ?? "",
      status: 503,
      note: `events could not be stored: ${error.message}`,
    });
    return publishErrors.unavailable();
  }
}
