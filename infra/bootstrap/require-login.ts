import type { GetClientConfigResult } from "@pulumi/azure-native/authorization/getClientConfig.js";
import * as pulumi from "@pulumi/pulumi";
import type { BootstrapConfig } from "./config.js";

/**
 * The login of this run.
 *
 * @throws when it is of another tenant or subscription than the config names: whoever administers two is easily logged
 *   in to the wrong one.
 */
export function requireLogin(
  expected: Pick<BootstrapConfig, "tenantId" | "subscriptionId">,
  login: pulumi.Output<GetClientConfigResult>,
): pulumi.Output<GetClientConfigResult> {
  return login.apply((found) => {
    for (const key of ["tenantId", "subscriptionId"] as const) {
      if (found[key].toLowerCase() !== expected[key]) {
        throw new pulumi.RunError(
          `the login is of ${key} ${found[key]}: expected ${expected[key]}, which the config names; az login --tenant ${expected.tenantId} && az account set --subscription ${expected.subscriptionId}`,
        );
      }
    }
    return found;
  });
}
