import { DEPLOYER } from "../../infra/deployer.js";
import { roles } from "../../infra/roles.js";
import type { ControlClient } from "../../local/control/control-client.js";
import type { Stack } from "./stack.js";

/**
 * Who brings dead letters back on the local Azure: the deployer, with the one role more that an administrator gives on
 * Azure, at these containers. The developer's login there may only read. The role stays until the local Azure ends or
 * the stack is deployed: another replay may be at work.
 *
 * @returns the login, as environment.
 */
export async function localOperator(control: ControlClient, { containers }: Stack): Promise<Record<string, string>> {
  await control.deployAs([
    ...DEPLOYER,
    ...containers.map(({ id: scope }) => ({ ...roles.storageBlobDataContributor, scope })),
  ]);
  return control.credentialsOf("deployer");
}
