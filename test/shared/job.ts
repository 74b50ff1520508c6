import type { AccessToken, TokenCredential } from "@azure/identity";
import type { ControlClient } from "../../local/control/control-client.js";
import { TENANT } from "../../local/shared/arm-id.js";

const AUDIENCE = "api://AzureADTokenExchange";

/** A job of GitHub's that tries to be an application of the local tenant. For a process that is an outsider. */
export class Job {
  /** What Azure's SDKs log in with. */
  readonly credential: TokenCredential = {
    getToken: async (scopes): Promise<AccessToken> => {
      const { ok, text, token } = await this.#exchange(String([scopes].flat()[0]));
      if (!ok) throw new Error(text);
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };

  /** @param subject what GitHub says the job is. */
  constructor(
    private readonly control: ControlClient,
    private readonly clientId: string,
    private readonly subject: string,
  ) {}

  /** Whether Entra takes it, and what it says if not. */
  async logsIn(): Promise<{ readonly ok: boolean; readonly text: string }> {
    const { ok, text } = await this.#exchange("https://management.azure.com/.default");
    return { ok, text };
  }

  /** Ports of the providers that are logged in as the application. @throws with Entra's text. */
  async providers(): Promise<Readonly<Record<string, number>>> {
    const token = await this.#token();
    const env = await this.control.providersOf({ clientId: this.clientId, tenantId: TENANT, token });
    const ports = (env.PULUMI_DEBUG_PROVIDERS ?? "").split(",").map((entry) => entry.split(":"));
    return Object.fromEntries(ports.map(([name = "", port]) => [name, Number(port)]));
  }

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  async #exchange(scope: string) {
    const response = await fetch(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: this.clientId,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await this.#token(),
        scope,
      }),
    });
    const answer = (await response.json()) as { readonly access_token?: string; readonly error_description?: string };
    return { ok: response.ok, text: answer.error_description ?? "", token: answer.access_token ?? "" };
  }

  /** Asked for as a job does. */
  async #token(): Promise<string> {
    const job = await this.control.gitHubJob(this.subject);
    const response = await fetch(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(AUDIENCE)}`, {
      headers: { authorization: `bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    });
    return ((await response.json()) as { readonly value: string }).value;
  }
}
