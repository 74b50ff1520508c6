import type { Site } from "../site.js";
import type { BindingMetadata } from "../worker/protocol.js";
import { withAppSettings } from "./app-setting-names.js";
import type { InputBinding, OutputBinding } from "./binding.js";
import { BindingTemplate } from "./binding-template.js";
import { BlobClient } from "./blob-client.js";
import { BlobInput } from "./blob-input.js";
import { BlobOutput } from "./blob-output.js";
import { blobPath } from "./blob-path.js";
import { Connection, type ConnectionPlatform } from "./connection.js";
import { type StorageService, storageConnectionSettings } from "./connection-settings.js";
import { EventGridOutput } from "./event-grid-output.js";
import { topicSettings } from "./event-grid-settings.js";
import { type MessageCodec, messageCodec } from "./message-text.js";
import { QueueClient } from "./queue-client.js";
import { queueName } from "./queue-name.js";
import type { QueueNotices } from "./queue-notices.js";
import { QueueOutput } from "./queue-output.js";
import type { QueueSettings } from "./queue-settings.js";
import { TableClient } from "./table-client.js";
import { TableInput } from "./table-input.js";
import { TableOutput } from "./table-output.js";

/** What the host can give a function, and take from it. */
const INPUTS = ["blob", "table"];
const OUTPUTS = ["http", "blob", "table", "queue", "eventGrid"];

/** Makes what the bindings of one app's functions say. */
export class BindingsOfApp {
  readonly codec: MessageCodec;

  constructor(
    private readonly platform: ConnectionPlatform,
    readonly site: Site,
    readonly queues: QueueSettings,
    readonly notices: QueueNotices,
  ) {
    this.codec = messageCodec(queues.messageEncoding);
  }

  /**
   * The way to a service by the connection that a binding names.
   *
   * @param name the host's own storage when it is no text.
   * @throws when its settings are missing, or make no sense.
   */
  connection(name: unknown, service: StorageService): Connection {
    const asked = typeof name === "string" ? this.text(name) : undefined;
    return Connection.of(this.platform, this.site, storageConnectionSettings(this.site.settings, asked, service));
  }

  /**
   * The blobs that a binding names by its connection.
   *
   * @throws when it wants the function to get a client in place of what it reads.
   */
  blobs(binding: BindingMetadata): BlobClient {
    if (binding.sdkBinding === true) {
      throw new Error(
        `binding "${binding.type}" with sdkBinding is not supported by the local Functions host: use the SDK's client`,
      );
    }
    return new BlobClient(this.connection(binding.connection, "blob"));
  }

  /** Text of a binding, with the settings that it names in their place. @throws when there is no such setting. */
  text(text: string): string {
    return withAppSettings(text, this.site.settings);
  }

  /** @throws when the host does not have it, or when it makes no sense. */
  input(name: string, binding: BindingMetadata): InputBinding {
    switch (binding.type) {
      case "blob":
        return new BlobInput(name, this.#blobPath(binding), this.blobs(binding), isBinary(binding));
      case "table":
        return new TableInput({
          name,
          table: this.#required(binding, "tableName"),
          partitionKey: this.#template(binding, "partitionKey"),
          rowKey: this.#template(binding, "rowKey"),
          filter: this.#template(binding, "filter"),
          take: Number(binding.take ?? 0),
          open: this.#tables(binding),
        });
      default:
        throw new Error(unsupported("input", binding.type, INPUTS));
    }
  }

  /** @throws when the host does not have it, or when it makes no sense. */
  output(name: string, binding: BindingMetadata): OutputBinding {
    switch (binding.type) {
      case "blob":
        return new BlobOutput(name, this.#blobPath(binding), this.blobs(binding));
      case "queue": {
        const queue = this.#required(binding, "queueName");
        if (queue.isLiteral) queueName(queue.text);
        const connection = this.connection(binding.connection, "queue");
        const open = (one: string) => new QueueClient(connection, one);
        return new QueueOutput({ name, queue, open, codec: this.codec, onPut: (one) => this.notices.tell(one) });
      }
      case "table":
        return new TableOutput({
          name,
          table: this.#required(binding, "tableName"),
          partitionKey: this.#template(binding, "partitionKey"),
          rowKey: this.#template(binding, "rowKey"),
          open: this.#tables(binding),
        });
      case "eventGrid":
        return new EventGridOutput(name, topicSettings(this.site.settings, binding), this.platform, this.site);
      default:
        throw new Error(unsupported("output", binding.type, OUTPUTS));
    }
  }

  #tables(binding: BindingMetadata): (table: string) => TableClient {
    const connection = this.connection(binding.connection, "table");
    return (table) => new TableClient(connection, tableName(table));
  }

  #blobPath(binding: BindingMetadata): BindingTemplate {
    const path = this.#required(binding, "path");
    if (path.isLiteral) blobPath(path.text);
    return path;
  }

  #required(binding: BindingMetadata, option: string): BindingTemplate {
    const template = this.#template(binding, option);
    if (template === undefined) throw new Error(`binding "${binding.type}": option ${option} is needed`);
    return template;
  }

  #template(binding: BindingMetadata, option: string): BindingTemplate | undefined {
    const text = binding[option];
    return typeof text !== "string" || text === "" ? undefined : new BindingTemplate(this.text(text));
  }
}

const unsupported = (what: string, type: string, allowed: readonly string[]): string =>
  `${what} binding "${type}" is not supported by the local Functions host: it has ${allowed.join(", ")}`;

/** @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#table-names */
function tableName(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9]{2,62}$/.test(text)) return text;
  throw new Error(`table name "${text}": expected 3 to 63 letters and digits, a letter first`);
}

/** @throws for a type that the host gives nothing for. */
function isBinary({ dataType }: BindingMetadata): boolean {
  const type = String(dataType ?? "string").toLowerCase();
  if (type === "binary" || type === "string") return type === "binary";
  throw new Error(`dataType "${dataType}": expected "string" or "binary"`);
}
