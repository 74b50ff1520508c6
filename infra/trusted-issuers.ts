import * as pulumi from "@pulumi/pulumi";
import { entraIssuer, entraTenantOf, type Issuer } from "../contracts/index.js";
import type { StackConfig } from "./config.js";
import type { Names } from "./names.js";

/** Whose tokens the functions that answer HTTP take. */
export interface TrustedIssuers {
  readonly issuers: pulumi.Input<readonly Issuer[]>;
  /** What a caller asks Entra for a token for, `<api>/.default`; empty where Entra is not trusted. */
  readonly api: pulumi.Output<string>;
}

/**
 * The issuers that the config names, and Entra for the API that the stack makes for itself where its config says so.
 *
 * Warns when there are none: then functions that check tokens let nobody in.
 */
export async function trustedIssuers(
  { issuers, apiCallers, environment }: Pick<StackConfig, "issuers" | "apiCallers" | "environment">,
  { guid }: Pick<Names, "guid">,
  tenantId: pulumi.Output<string>,
): Promise<TrustedIssuers> {
  if (apiCallers.length === 0) {
    if (issuers.length === 0) pulumi.log.warn(NOBODY);
    const named = issuers.find((issuer) => entraTenantOf(issuer) !== undefined);
    const uri = named?.audiences.find((audience) => audience.startsWith("api://"));
    return { issuers, api: pulumi.output(uri ?? "") };
  }
  // Imported where it is needed: only such a stack waits for the package of the directory to load.
  const { ApiApplication } = await import("./bootstrap/api-application.js");
  const callers = apiCallers.map((objectId) => ({ name: objectId, objectId }));
  const { clientId, uri } = new ApiApplication({ place: environment, callers, guid });
  const own = pulumi.all([tenantId, clientId]).apply(([tenant, client]) => [...issuers, entraIssuer(tenant, client)]);
  return { issuers: own, api: uri };
}

const NOBODY =
  "gridwire:issuers names nobody whose tokens are taken: functions that check tokens let nobody in. `npm run bootstrap -- --init-stacks` sets it: docs/how-to/check-who-is-calling.md";
