import { getWebAppFunction } from "@pulumi/azure-native/web/getWebAppFunction.js";
import type { WebApp } from "@pulumi/azure-native/web/webApp.js";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../place.js";
import { awaitFunction } from "../shipping/functions.js";
import type { Outside } from "../shipping/outside.js";
import { awaitWebhook, webhookUrl } from "../shipping/webhook.js";

/** Where Event Grid delivers to a function, and how one knows that it would be let in. */
export interface Endpoint {
  readonly destination: pulumi.Output<Destination>;
  /**
   * Waits until Event Grid would take the endpoint. For hooks: it needs what is known in an `up` alone.
   *
   * @param subscription for texts.
   * @throws when time is up.
   */
  await(subscription: string, outside: Outside): Promise<void>;
}

export type Destination =
  | { readonly endpointType: "WebHook"; readonly endpointUrl: string }
  | { readonly endpointType: "AzureFunction"; readonly resourceId: string };

/**
 * The webhook of a function's host, opened by a key of the host.
 *
 * @param key secret; so is the destination then.
 */
export function webhookEndpoint(siteUrl: string, functionName: string, key: pulumi.Output<string>): Endpoint {
  const url = key.apply((known) => webhookUrl(siteUrl, functionName, known));
  return {
    destination: url.apply((endpointUrl): Destination => ({ endpointType: "WebHook", endpointUrl })),
    await: async (subscription, outside) => awaitWebhook(subscription, await known(url), outside),
  };
}

/** The function itself: Event Grid asks Azure for the key by its own rights, and this stack never sees one. */
export function functionEndpoint(site: WebApp, siteName: string, functionName: string, { group }: Place): Endpoint {
  const resourceId = pulumi.interpolate`${site.id}/functions/${functionName}`;
  return {
    destination: resourceId.apply((id): Destination => ({ endpointType: "AzureFunction", resourceId: id })),
    await: async (_subscription, outside) => {
      const resourceGroupName = await known(pulumi.output(group));
      const get = () => getWebAppFunction({ name: siteName, functionName, resourceGroupName }, { parent: site });
      await awaitFunction({ site: siteName, functionName, get }, outside);
    },
  };
}

/** The value of an output that is known, as outputs are when a hook runs. */
const known = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });
