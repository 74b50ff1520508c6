import type { OnHttp } from "../../../contracts/index.js";
import { jsonSchemaOf } from "../../../contracts/vocabulary/json-schema.js";
import { functionKey } from "../../function-key.js";
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
      const key = await functionKey(surroundings.control, siteOf(url));
      const response = await fetch(`${url}/api/${path}`, {
        method,
        headers: { "content-type": "application/json", "x-functions-key": key },
        ...(body === undefined ? {} : { body: exampleOf(fn, body) }),
      });
      await response.arrayBuffer();
      return response.status < 500 ? undefined : { what: `${fn} answers ${response.status}` };
    },
  };
}

const exampleOf = (fn: string, body: NonNullable<OnHttp["body"]>): string =>
  JSON.stringify(completeByExample(jsonSchemaOf(`the body of ${fn}`, body), undefined).data);
