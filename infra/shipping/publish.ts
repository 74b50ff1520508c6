import { type Answer, type Call, NetworkError } from "./http.js";
import { masked } from "./masked.js";
import type { Outside } from "./outside.js";
import { NotYet, PATIENCE, type Patience, patiently } from "./patience.js";

export interface Publication {
  /** Name of the site, for texts. */
  readonly site: string;
  /** Its deployment endpoint: `https://{site}.scm.azurewebsites.net`. */
  readonly scmUrl: string;
  readonly zip: Uint8Array;
  /** A token for Azure Resource Manager; asked for anew at each attempt, as it expires. */
  readonly token: () => Promise<string>;
  readonly patience?: Patience;
}

const UPLOAD_TIMEOUT_MS = 5 * 60_000;
const POLL_TIMEOUT_MS = 30_000;
const POLLING: Patience = { firstDelayMs: 250, longestDelayMs: 10_000, totalMs: 10 * 60_000 };

/** States of a deployment. https://github.com/projectkudu/kudu Kudu.Contracts/Deployment/DeployStatus.cs */
const SUCCEEDED = 4;
const UNDER_WAY: readonly unknown[] = [0, 1, 2];

/**
 * Sends a zip to the deployment endpoint of a Flex Consumption site and waits until it is live.
 *
 * Tried again within bounds: an endpoint that is not there yet, busy or failing, and a site whose identity may not
 * write its package yet because the grant has not arrived.
 *
 * @throws when it is refused for good, fails, or time is up.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-deployment-technologies
 * @see https://github.com/Azure/azure-dev cli/azd/pkg/azsdk/func_app_host_client.go for the polling
 */
export async function publish(publication: Publication, outside: Outside): Promise<void> {
  const what = `shipping the code of ${publication.site}`;
  await patiently(what, publication.patience ?? PATIENCE, outside, async () => {
    const authorization = `Bearer ${await publication.token()}`;
    const answer = await ask(outside, `${publication.scmUrl}/api/publish?type=zip`, {
      method: "POST",
      headers: { authorization, "content-type": "application/zip" },
      body: publication.zip,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });
    const text = await answer.text();
    if (answer.status === 200) return;
    if (answer.status !== 202) throw refusal(what, answer.status, text);
    const failure = await failureOf(publication, deploymentIn(text), authorization, outside);
    if (failure === undefined) return;
    if (lacksStorage(failure)) throw grantNotThere();
    throw new Error(`${what} failed: ${failure}; the next \`pulumi up\` ships it again`);
  });
}

/** Why the deployment failed; undefined when it succeeded. */
async function failureOf(
  { scmUrl, site }: Publication,
  deployment: string,
  authorization: string,
  outside: Outside,
): Promise<string | undefined> {
  const call: Call = { headers: { authorization }, timeoutMs: POLL_TIMEOUT_MS };
  const url = `${scmUrl}/api/deployments/${deployment}`;
  const what = `deployment of ${site}`;
  const state = await patiently(what, POLLING, outside, async () => {
    const answer = await ask(outside, url, call);
    const text = await answer.text();
    if (answer.status === 202) throw new NotYet("it is under way");
    if (answer.status !== 200) throw refusal(what, answer.status, text);
    const state = stateIn(text);
    if (UNDER_WAY.includes(state.status)) throw new NotYet("it is under way");
    return state;
  });
  if (state.status === SUCCEEDED) return undefined;
  // Errors of the storage account show in the log only.
  const log = await ask(outside, `${url}/log`, call).then((answer) => answer.text());
  return masked(`${state.status_text ?? `status ${state.status}`} ${log}`);
}

/** What an answer other than success means: to be tried again, or final. */
function refusal(what: string, status: number, text: string): Error {
  if (status === 403 && lacksStorage(text)) return grantNotThere();
  if (status === 404 || status === 408 || status === 409 || status === 429 || status >= 500) {
    return new NotYet(`the endpoint answered ${status}`);
  }
  const remedy =
    status === 401 || status === 403
      ? ": the deploying login needs Microsoft.Web/sites/publish/Action on the site, e.g. by Website Contributor"
      : "";
  return new Error(`${what} was refused with ${status}${remedy}: ${masked(text)}`);
}

/** https://github.com/Azure/azure-functions-core-tools/issues/4346 quotes the text. */
const lacksStorage = (text: string): boolean => /storage.{0,40}forbidden/is.test(text);

const grantNotThere = () => new NotYet("the site's identity may not write to its storage account yet");

async function ask({ http }: Outside, url: string, call: Call): Promise<Answer> {
  try {
    return await http(url, call);
  } catch (error) {
    if (error instanceof NetworkError) throw new NotYet(`the endpoint gave ${error.message}`);
    throw error;
  }
}

/** The answer to a publication may be the deployment's id, as a JSON text; else it is the latest. */
function deploymentIn(text: string): string {
  return /^\s*"([\w-]{8,64})"\s*$/.exec(text)?.[1] ?? "latest";
}

function stateIn(text: string): { readonly status: unknown; readonly status_text?: string } {
  try {
    const { status, status_text } = JSON.parse(text);
    return { status, ...(typeof status_text === "string" && status_text !== "" ? { status_text } : {}) };
  } catch (cause) {
    throw new Error(`the state of the deployment is no JSON: ${masked(text)}`, { cause });
  }
}
