import type { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";

/**
 * A resource that exists and did not come up: the engine keeps it, and what was wrong with it, in the state.
 *
 * @see https://github.com/pulumi/pulumi proto/pulumi/provider.proto `ErrorResourceInitFailed`
 */
export class InitFailed extends Error {
  override readonly name = "InitFailed";
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    override readonly cause: AzureError,
  ) {
    super(cause.message, { cause });
  }
}
