import type { IncomingHttpHeaders } from "node:http";
import { type Azurite, answerOf } from "./azurite.js";
import type { StorageRequest } from "./operation.js";

/** What Azurite tells about the blob of a request, by rights of the local Azure's own. */
export async function headBlob(
  azurite: Azurite,
  { account, service, path, headers }: StorageRequest,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders }> {
  const version = headers["x-ms-version"];
  const request = await azurite.open({
    account,
    service,
    method: "HEAD",
    target: `/${path.split("/").map(encodeURIComponent).join("/")}`,
    headers: version === undefined ? [] : ["x-ms-version", String(version)],
    authorised: true,
  });
  const answer = await answerOf(request.end());
  answer.resume();
  return { status: answer.statusCode ?? 0, headers: answer.headers };
}
