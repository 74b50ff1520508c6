import type { Connection } from "./connection.js";
import { serviceError } from "./service-error.js";

/** A message that was taken out; it stays in the queue, out of sight, until it is deleted or its time is over. */
export interface QueueMessage {
  readonly id: string;
  /** As it lies in the queue, encoded. */
  readonly text: string;
  /** How often it was taken out, this time included. */
  readonly dequeueCount: number;
  readonly popReceipt: string;
  readonly insertedOn: Date;
  readonly expiresOn: Date;
  readonly nextVisibleOn: Date;
}

/** Most that a queue takes as the text of one message: 64 KiB. */
export const LONGEST_TEXT_BYTES = 65_536;
const MESSAGE = /<QueueMessage>(.*?)<\/QueueMessage>/gs;

/**
 * A queue, used over the public wire.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api
 */
export class QueueClient {
  constructor(
    private readonly connection: Connection,
    readonly name: string,
  ) {}

  /** `queue '…' of account '…'`, for people. */
  get title(): string {
    return `queue '${this.name}' of account '${this.connection.account}'`;
  }

  /** The queue of another name in the same account. */
  other(name: string): QueueClient {
    return new QueueClient(this.connection, name);
  }

  /** @throws ServiceError when the caller may not know. */
  async exists(): Promise<boolean> {
    const answer = await this.connection.send({ method: "GET", path: `/${this.name}?comp=metadata` });
    if (answer.status === 404) {
      await answer.arrayBuffer();
      return false;
    }
    await this.#expect(answer, "Get Queue Metadata");
    return true;
  }

  /**
   * Takes messages out.
   *
   * @param most 1 to 32.
   * @throws ServiceError
   */
  async receive(most: number, visibilityTimeoutS: number): Promise<QueueMessage[]> {
    const path = `/${this.name}/messages?numofmessages=${most}&visibilitytimeout=${visibilityTimeoutS}`;
    const answer = await this.connection.send({ method: "GET", path });
    const xml = await this.#expect(answer, "Get Messages");
    return [...xml.matchAll(MESSAGE)].map(([, message = ""]) => readMessage(message));
  }

  /**
   * Sets when a message is seen again.
   *
   * @returns the receipt that stands for it from now on.
   * @throws ServiceError
   */
  async hide(message: Pick<QueueMessage, "id" | "popReceipt">, visibilityTimeoutS: number): Promise<string> {
    const path = `${this.#path(message)}&visibilitytimeout=${visibilityTimeoutS}`;
    const answer = await this.connection.send({ method: "PUT", path });
    await this.#expect(answer, "Update Message");
    return answer.headers.get("x-ms-popreceipt") ?? message.popReceipt;
  }

  /** @throws ServiceError */
  async delete(message: Pick<QueueMessage, "id" | "popReceipt">): Promise<void> {
    await this.#expect(await this.connection.send({ method: "DELETE", path: this.#path(message) }), "Delete Message");
  }

  /**
   * Puts a message in, and makes the queue for it when there is none.
   *
   * @param text encoded.
   * @throws ServiceError
   */
  async put(text: string): Promise<void> {
    const answer = await this.#put(text);
    if (answer.status !== 404) return void (await this.#expect(answer, "Put Message"));
    await answer.arrayBuffer();
    await this.#create();
    await this.#expect(await this.#put(text), "Put Message");
  }

  #put(text: string): Promise<Response> {
    const body = Buffer.from(`<QueueMessage><MessageText>${escapeXml(text)}</MessageText></QueueMessage>`);
    const headers = { "content-type": "application/xml" };
    return this.connection.send({ method: "POST", path: `/${this.name}/messages`, headers, body });
  }

  async #create(): Promise<void> {
    const answer = await this.connection.send({ method: "PUT", path: `/${this.name}` });
    // 409: someone else made it in between, with other metadata.
    if (answer.status === 409) await answer.arrayBuffer();
    else await this.#expect(answer, "Create Queue");
  }

  #path({ id, popReceipt }: Pick<QueueMessage, "id" | "popReceipt">): string {
    return `/${this.name}/messages/${id}?popreceipt=${encodeURIComponent(popReceipt)}`;
  }

  async #expect(answer: Response, operation: string): Promise<string> {
    if (!answer.ok) throw await serviceError(operation, this.title, answer);
    return answer.text();
  }
}

function readMessage(xml: string): QueueMessage {
  const text = (name: string) => unescapeXml(new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml)?.[1] ?? "");
  return {
    id: text("MessageId"),
    text: text("MessageText"),
    dequeueCount: Number(text("DequeueCount")),
    popReceipt: text("PopReceipt"),
    insertedOn: new Date(text("InsertionTime")),
    expiresOn: new Date(text("ExpirationTime")),
    nextVisibleOn: new Date(text("TimeNextVisible")),
  };
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escapeXml = (text: string): string => text.replace(/[&<>]/g, (one) => ESCAPES[one] ?? one);

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex: string, decimal: string, name: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
