import type { Resources, ResourceType } from "../shared/resource.js";
import type { AzuriteClient } from "./azurite-client.js";
import { hostOf } from "./inner-resource.js";
import type { StorageServiceName } from "./storage-host.js";

/** How each declared kind is looked for. */
const LOOK: readonly { readonly kind: RegExp; readonly service: StorageServiceName; readonly query: string }[] = [
  { kind: /\/blobServices\/containers$/i, service: "blob", query: "?restype=container" },
  { kind: /\/queueServices\/queues$/i, service: "queue", query: "?comp=metadata" },
  { kind: /\/tableServices\/tables$/i, service: "table", query: "()?$top=1" },
];

/**
 * Makes what is declared and not there: Azurite, killed before it wrote to disk, may have lost it. What is there is
 * left as it is; what the data plane deleted comes back empty.
 */
export async function restoreDeclared(
  client: AzuriteClient,
  resources: Resources,
  types: readonly ResourceType[],
): Promise<void> {
  for (const type of types) {
    const look = LOOK.find(({ kind }) => kind.test(type.type));
    if (look === undefined) throw new Error(`there is no way to look for ${type.type}`);
    for (const resource of resources.list(type.type)) {
      const host = hostOf(resource.id, look.service);
      const { status } = await client.call(host, "GET", `/${resource.name}${look.query}`, {
        accept: look.service === "table" ? "application/json;odata=nometadata" : "application/xml",
      });
      if (status === 404) await type.put?.(resource, undefined);
    }
  }
}
