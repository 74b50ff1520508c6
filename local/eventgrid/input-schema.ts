/** How a topic reads what is published to it. */
export type InputSchema = "EventGridSchema" | "CloudEventSchemaV1_0";
