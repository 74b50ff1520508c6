/** What a rule found. */
export type Finding =
  | {
      readonly found: "violation";
      /** What is wrong: a whole sentence, and never a value that could be secret. */
      readonly text: string;
      /** URN of the resource that it is about; of a resource rule, the resource itself. */
      readonly urn?: string;
    }
  | {
      readonly found: "unknown";
      /** What a preview cannot tell, e.g. `destination.endpointUrl`. */
      readonly what: string;
      readonly urn?: string;
    };

export const violation = (text: string, urn?: string): Finding =>
  urn === undefined ? { found: "violation", text } : { found: "violation", text, urn };

/** The engine asks again in the `up`, where everything is known: before the resource is made, or at the end. */
export const unknown = (what: string, urn?: string): Finding =>
  urn === undefined ? { found: "unknown", what } : { found: "unknown", what, urn };
