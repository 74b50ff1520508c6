import { parentOf } from "../shared/arm-id.js";

/** Id of the topic that a subscription is for: what its own id lies beneath. */
export const sourceOf = ({ id }: { readonly id: string }): string => parentOf(id) ?? "";
