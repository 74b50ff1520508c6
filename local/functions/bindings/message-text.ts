/** How the text of a message lies in a queue. */
export type MessageEncoding = "base64" | "none";

/** What the bindings of one app have in common as to messages. */
export interface MessageCodec {
  readonly encode: (bytes: Uint8Array) => string;
  /** @returns undefined when the text is not in the encoding. */
  readonly decode: (text: string) => Uint8Array | undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings `messageEncoding` */
export const messageCodec = (encoding: MessageEncoding): MessageCodec =>
  encoding === "none"
    ? { encode: (bytes) => Buffer.from(bytes).toString("utf8"), decode: (text) => Buffer.from(text) }
    : {
        encode: (bytes) => Buffer.from(bytes).toString("base64"),
        decode: (text) => (BASE64.test(text.trim()) ? Buffer.from(text, "base64") : undefined),
      };
