import { AzureError } from "./azure-error.js";
import type { Properties } from "./resource.js";

/**
 * Azure took a resource and could not bring it up. One that was new stays behind in the state `Failed`; one that was
 * there before stays as it was.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export class ProvisioningFailed extends AzureError {
  /** @param outputs what it would have answered had it come up. */
  constructor(
    cause: AzureError,
    readonly outputs: Properties,
  ) {
    super(cause.status, cause.code, cause.message, cause.details);
  }
}
