import { DefaultAzureCredential } from "@azure/identity";
import type { OnHttp } from "../../../contracts/index.js";
import { jsonSchemaOf } from "../../../contracts/vocabulary/json-schema.js";
import { awaitHost } from "../../await-host.js";
import { completeByExample } from "../../publish/example.js";
import { siteOf } from "../../site.js";
import type { Station } from "../station.js";
import { type Surroundings, urlOf } from "../surroundings.js";

/** A request with an example of its body, and of what its route asks for. */
export function http(surroundings: Surroundings, app: string, fn: string, { method, route, body }: OnHttp): Station {
  const url = urlOf(surroundings, app);
  const path = route.replaceAll(/\{[^}]*\}/g, "example");
  return {
    name: `${fn} answers ${method} /api/${route}`,
    async pass() {
      await awaitHost(surroundings.control, siteOf(url));
      const { token } = await new DefaultAzureCredential().getToken(`${surroundings.outputs.api}/.default`);
      const response = await fetch(`${url}/api/${path}`, {
        method,
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: exampleOf(fn, body) }),
      });
      await response.arrayBuffer();
      const isBroken = response.status >= 500 || [401, 403].includes(response.status);
      return !isBroken ? undefined : { what: `${fn} answers ${response.status}` };
    },
  };
}

const exampleOf = (fn: string, body: NonNullable<OnHttp["body"]>): string =>
  JSON.stringify(completeByExample(jsonSchemaOf(`the body of ${fn}`, body), undefined).data);
