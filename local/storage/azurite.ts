import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import type { Clock } from "../shared/clock.js";
import { serverBusy } from "./storage-error.js";
import type { StorageHost, StorageServiceName } from "./storage-host.js";

const PROCESS = fileURLToPath(new URL("./azurite-process.cjs", import.meta.url));
/** Young objects of Azurite are few: the smallest nursery saves some 8 MB. */
const NODE_FLAGS = ["--max-semi-space-size=1", "--no-deprecation"];
/** How long a request waits for Azurite to be there. */
const READY_WITHIN_MS = 10_000;
/** How long it may take to write its data when it ends. */
const STOP_WITHIN_MS = 10_000;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;

type Ports = Readonly<Record<StorageServiceName, number>>;

/** An account as Azurite knows it. */
export interface AzuriteAccount {
  readonly name: string;
  /** Base64, the first and the second. */
  readonly keys: readonly [string, string];
}

export interface AzuriteOptions {
  /** Where it keeps its data. */
  readonly folder: string;
  readonly clock: Clock;
  /** Keys for user delegation signatures are derived from it. */
  readonly delegationSecret: string;
  /** Called when the process ended by itself; it is started again. */
  readonly onCrash: (note: string) => void;
  /** Called when it is back after that. */
  readonly onBack: () => void;
}

export interface AzuriteRequest extends StorageHost {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn, without `Host`. */
  readonly headers: readonly string[];
  /** Whether it was authorised already; otherwise Azurite judges its signature. */
  readonly authorised: boolean;
}

/**
 * The child process that runs Azurite for all accounts, on loopback ports of its own.
 *
 * It writes its metadata to disk every 5 seconds and when it ends: killed outright, it loses what it acknowledged
 * since. It ends by itself when this process does.
 *
 * @see https://github.com/Azure/Azurite#workspace-structure
 */
export class Azurite {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #pass = randomBytes(32).toString("base64url");
  readonly #awaited = new Map<number, () => void>();
  #accounts: readonly AzuriteAccount[] = [];
  #child: ChildProcess | undefined;
  #ports = Promise.withResolvers<Ports>();
  #crashes = 0;
  #sequence = 0;
  #stopping = false;

  constructor(private readonly options: AzuriteOptions) {}

  /** Resolves once it answers. @throws Error when it ends before that. */
  async start(accounts: readonly AzuriteAccount[]): Promise<void> {
    this.#accounts = accounts;
    this.#stopping = false;
    this.#spawn(() => undefined);
    await this.#ports.promise;
  }

  /** Resolves once its data is on disk. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const cancel = this.options.clock.after(STOP_WITHIN_MS, () => child.kill("SIGKILL"));
    await ended;
    cancel();
    this.#agent.destroy();
    this.#ports = Promise.withResolvers();
  }

  /** Replaces the accounts; resolves once Azurite knows them. */
  async setAccounts(accounts: readonly AzuriteAccount[]): Promise<void> {
    this.#accounts = accounts;
    await this.#ready();
    this.#sequence += 1;
    const sequence = this.#sequence;
    const known = new Promise<void>((resolve) => this.#awaited.set(sequence, resolve));
    this.#child?.send({ kind: "accounts", sequence, accounts });
    await known;
    // After a crash the next process starts with these accounts.
    await this.#ready();
  }

  /** Opens a request; its caller writes the body. @throws StorageError 503 when Azurite is not there in time. */
  async open({ service, account, method, target, headers, authorised }: AzuriteRequest): Promise<ClientRequest> {
    const ports = await this.#ready();
    const own = ["Host", `${account}.${service}.core.windows.net`, "X-Forwarded-Proto", "https"];
    if (authorised) own.push("x-local-azure-pass", this.#pass);
    return httpRequest({
      host: "127.0.0.1",
      port: ports[service],
      agent: this.#agent,
      method,
      path: target,
      headers: [...own, ...headers],
    });
  }

  #ready(): Promise<Ports> {
    const late = Promise.withResolvers<Ports>();
    const cancel = this.options.clock.after(READY_WITHIN_MS, () => late.reject(serverBusy()));
    return Promise.race([this.#ports.promise, late.promise]).finally(cancel);
  }

  #spawn(onReady: () => void): void {
    const child = fork(PROCESS, [], { execArgv: NODE_FLAGS, env: {}, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.#child = child;
    let answered = false;
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-400);
    });
    child.on("message", (message: { kind: string; ports: Ports; sequence: number }) => {
      if (message.kind === "ready") {
        answered = true;
        this.#ports.resolve(message.ports);
        onReady();
      } else {
        this.#awaited.get(message.sequence)?.();
        this.#awaited.delete(message.sequence);
      }
    });
    // A write to a process that just ended: its end is told by "exit".
    child.on("error", (error) => {
      complaint = error.message;
    });
    child.on("exit", (code, signal) => this.#ended(answered, `${signal ?? `exit code ${code}`} ${complaint}`.trim()));
    const { folder, delegationSecret } = this.options;
    child.send({ kind: "start", folder, delegationSecret, pass: this.#pass, accounts: this.#accounts });
  }

  #ended(answered: boolean, note: string): void {
    for (const known of this.#awaited.values()) known();
    this.#awaited.clear();
    if (this.#stopping) return;
    if (!answered && this.#crashes === 0) {
      this.#ports.reject(new Error(`Azurite did not start: ${note}`));
      return;
    }
    if (answered) {
      this.#ports = Promise.withResolvers();
      this.#crashes = 0;
    }
    this.options.onCrash(note);
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** this.#crashes, LONGEST_BACKOFF_MS);
    this.#crashes += 1;
    this.options.clock.after(wait, () => {
      if (!this.#stopping) this.#spawn(this.options.onBack);
    });
  }
}

/** Waits for the answer of a request that was sent. @throws StorageError 503 when the connection fails. */
export const answerOf = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once("response", resolve);
    // Stays: an error after the answer, such as a body cut short, is of no more use.
    request.on("error", (cause) => reject(serverBusy(cause)));
  });
