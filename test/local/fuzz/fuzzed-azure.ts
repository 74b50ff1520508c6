import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ControlClient } from "../../../local/control/control-client.js";
import { launch, shutDown } from "../../../local/control/launch.js";
import type { Run } from "../../../local/control/run-file.js";
import { Tokens } from "../../../local/entra/tokens.js";
import { ProviderClient } from "../../../local/provider/provider-client.js";
import type { Principal } from "../../../local/shared/access.js";
import { SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";
import { systemClock } from "../../../local/shared/clock.js";
import { openSigningKey } from "../../../local/shared/signing-key.js";
import { PlantedSecrets } from "./planted-secrets.js";
import { Wire } from "./wire.js";
import type { WireAnswer } from "./wire-answer.js";
import { bytesOf, textOf, type WireRequest } from "./wire-request.js";

/** How resources are declared. */
export interface Declaring {
  /** @returns its id. */
  make(token: string, inputs: object): Promise<string>;
  /** @param role id of a built-in role. */
  grant(who: Pick<Principal, "id">, role: string, scope: string): Promise<void>;
  readonly provider: ProviderClient;
}

/** What an answer is held against; by default nothing is let pass. */
export interface Judgement {
  /** Whether the caller may see the secret of this name. */
  readonly mayShow?: (name: string) => boolean;
}

/** A local Azure as a process of its own, with secrets in it that the test knows, and who sends it odd requests. */
export class FuzzedAzure {
  readonly secrets = new PlantedSecrets();
  /** By the name that stands in `$(…)`. */
  readonly #credentials = new Map<string, string>();
  readonly #wires: Wire[] = [];
  /** How many requests were answered, by status; 0 for none. */
  readonly statuses = new Map<number, number>();

  private constructor(
    readonly folder: string,
    readonly run: Run,
    private readonly authority: string,
    private readonly tokens: Tokens,
  ) {}

  static async open(): Promise<FuzzedAzure> {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-fuzz-"));
    const { run } = await launch(folder);
    const authority = readFileSync(run.environment.NODE_EXTRA_CA_CERTS ?? "", "utf8");
    const tokens = new Tokens(await openSigningKey(folder), systemClock);
    const azure = new FuzzedAzure(folder, run, authority, tokens);
    azure.secrets.plant("the control token", run.control.token);
    azure.secrets.plant("the developer's secret", run.environment.AZURE_CLIENT_SECRET ?? "");
    const { AZURE_CLIENT_SECRET } = await azure.control.credentialsOf("deployer");
    azure.secrets.plant("the deployer's secret", AZURE_CLIENT_SECRET ?? "");
    return azure;
  }

  get control(): ControlClient {
    return new ControlClient(this.run);
  }

  /** Declares resources, as the engine would. */
  async declare(act: (declaring: Declaring) => Promise<void>): Promise<void> {
    const provider = new ProviderClient(this.run.providers["azure-native"] ?? 0);
    const make: Declaring["make"] = (token, inputs) =>
      provider.create(`azure-native:${token}`, { resourceGroupName: "rg", location: "westeurope", ...inputs });
    const grant: Declaring["grant"] = async ({ id }, role, scope) => {
      await make("authorization:RoleAssignment", {
        scope,
        roleAssignmentName: randomUUID(),
        principalId: id,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      });
    };
    try {
      await make("resources:ResourceGroup", {});
      await act({ make, grant, provider });
    } finally {
      provider.close();
    }
  }

  /** Makes up a secret, and looks for it from now on. */
  secret(name: string): string {
    const value = `${randomBytes(15).toString("base64")}"ü+${randomUUID()}`;
    this.secrets.plant(name, value);
    return value;
  }

  /** What `$(name)` stands for from now on; it is a secret. */
  credential(name: string, value: string): void {
    this.#credentials.set(name, value);
    this.secrets.plant(name, value);
  }

  /** `$(name)` is a good token of somebody from now on. */
  async token(name: string, who: Principal, audience: string): Promise<void> {
    this.credential(name, await this.tokens.issue(who, audience, 3600));
  }

  readonly #fill = (text: string): string =>
    text.replace(/\$\(([^)]+)\)/g, (whole, name: string) => this.#credentials.get(name) ?? whole);

  /**
   * Sends a request, and holds the answer against what is true of every one: there is one, it is no failure of the
   * local Azure, and it shows nobody's secret.
   */
  async send(lane: number, request: WireRequest, judgement: Judgement = {}): Promise<WireAnswer> {
    const answer = await this.wire(lane).exchange(request.connect, request.method, bytesOf(request, this.#fill));
    assert.ok(answer !== undefined, `no answer\n${textOf(request)}`);
    this.judge(textOf(request), [answer.status], `${answer.head}\r\n\r\n${answer.body}`, judgement);
    return answer;
  }

  /** Holds what came against what is true of every answer. @param sent for people. */
  judge(sent: string, statuses: readonly number[], received: string, { mayShow }: Judgement = {}): void {
    for (const status of statuses) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const leaks = this.secrets.leaksIn(received, mayShow);
    // What was received is not told: it has the secret.
    assert.deepEqual(leaks, [], `a secret in the answer\n${sent}`);
    // 501 is how it refuses what it does not do; what Azurite fails at, it passes on.
    const isOfAzurite = /^server: azurite/im.test(received);
    const failures = statuses.filter((status) => status >= 500 && status !== 501 && !isOfAzurite);
    assert.deepEqual(failures, [], `${received.slice(0, 1_000)}\n\nto\n\n${sent}`);
  }

  wire(lane: number): Wire {
    this.#wires[lane] ??= new Wire(this.run, this.authority);
    return this.#wires[lane];
  }

  filled(text: string): Buffer {
    return Buffer.from(this.#fill(text), "latin1");
  }

  /** Nothing died, and nothing unforeseen was logged. @param apps that have to run as the same processes as before. */
  async assertWell(): Promise<void> {
    assert.equal((await this.control.status()).pid, this.run.pid, "the process of the local Azure");
    const log = readFileSync(join(this.folder, "azure.log"), "utf8");
    assert.doesNotMatch(log, /Error|failed| at |Warning/);
    assert.deepEqual(this.secrets.leaksIn(Buffer.from(log).toString("latin1")), [], "the log of the local Azure");
  }

  async end(): Promise<void> {
    for (const wire of this.#wires) wire?.close();
    await shutDown(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Somebody new, who may nothing. */
export const person = (): Principal => ({ id: randomUUID(), clientId: randomUUID(), tenant: TENANT });
