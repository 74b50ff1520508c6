import { isObject } from "../../shared/is-object.js";
import type { Site } from "../site.js";
import type { RpcTypedData } from "../worker/protocol.js";
import type { OutputBinding } from "./binding.js";
import { type ConnectionPlatform, identityOf } from "./connection.js";
import type { TopicSettings } from "./event-grid-settings.js";
import { type OutputValue, outputValues } from "./output-values.js";
import { serviceError } from "./service-error.js";

const API_VERSION = "2018-01-01";
const AUDIENCE = "https://eventgrid.azure.net";
/** What an event needs to be taken for one of a schema. */
const SCHEMAS = [
  { type: "application/json", needs: ["id", "subject", "eventType", "eventTime", "dataVersion"] },
  { type: "application/cloudevents-batch+json", needs: ["id", "source", "type", "specversion"] },
] as const;

/**
 * Publishes events, all of a run in one request. The first one tells their schema.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-output
 */
export class EventGridOutput implements OutputBinding {
  readonly #identityId: string | undefined;

  /** @throws when the site does not have the identity. */
  constructor(
    readonly name: string,
    private readonly topic: TopicSettings,
    private readonly platform: ConnectionPlatform,
    site: Site,
  ) {
    const { credential } = topic;
    this.#identityId = "key" in credential ? undefined : identityOf(platform, site, credential.identity);
  }

  /** @throws when a value is no event, or when the topic refuses it. */
  async write(value: RpcTypedData): Promise<void> {
    const events = outputValues(value).map(eventOf);
    const [first] = events;
    if (first === undefined) return;
    const schema = SCHEMAS.find(({ needs }) => needs.every((name) => first[name] !== undefined));
    if (schema === undefined) {
      throw new Error(
        `an event has ${Object.keys(first).join(", ") || "nothing"}: ` +
          SCHEMAS.map(({ needs }) => needs.join(", ")).join("; or ") +
          " are needed",
      );
    }
    const url = new URL(this.topic.endpoint);
    url.searchParams.set("api-version", API_VERSION);
    const answer = await this.platform.wire.fetch(url.href, {
      method: "POST",
      headers: { "content-type": `${schema.type}; charset=utf-8`, ...(await this.#authorization()) },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw await serviceError("Publish", `topic '${url.host}'`, answer);
    await answer.arrayBuffer();
  }

  async #authorization(): Promise<Record<string, string>> {
    const { credential } = this.topic;
    if ("key" in credential) return { "aeg-sas-key": credential.key };
    return { authorization: `Bearer ${await this.platform.identities.token(this.#identityId ?? "", AUDIENCE)}` };
  }
}

function eventOf(value: OutputValue): Record<string, unknown> {
  const event: unknown = typeof value === "string" ? JSON.parse(value) : value;
  if (isObject(event) && !(event instanceof Uint8Array)) return event;
  throw new Error("an event has to be an object, or its JSON");
}
