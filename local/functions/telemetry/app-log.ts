import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../../shared/clock.js";
import { LOG_FILE, OLDER_LOG_FILE } from "./app-files.js";

/** A file of more than this is set aside; one older file is kept. */
const ROTATE_AT_BYTES = 5_000_000;

/** Lines wait so long for others: under load a write for each turn of the event loop took a tenth of the time of a call. */
const GATHER_MS = 20;

/** A line of an app's log. */
export interface LogLine {
  readonly level: string;
  /** e.g. `Function.hello.User`, `Host.Startup`. */
  readonly source: string;
  readonly message: string;
}

/** An app's log lines on disk: `app.log`, and `app.1.log` with what came before. */
export class AppLog {
  readonly #file: string;
  readonly #older: string;
  readonly #clock: Clock;
  #size: number;
  #waiting = "";
  #writing: Promise<void> | undefined;
  #closed = false;
  readonly #followers = new Set<(line: LogLine) => void>();

  constructor(folder: string, clock: Clock) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = path.join(folder, LOG_FILE);
    this.#older = path.join(folder, OLDER_LOG_FILE);
    this.#clock = clock;
    this.#size = existsSync(this.#file) ? statSync(this.#file).size : 0;
  }

  /** Adds a line. Line breaks in the message are kept, indented. */
  add(level: string, source: string, message: string): void {
    if (this.#closed) return;
    for (const follower of this.#followers) follower({ level, source, message });
    this.#waiting += `${this.#clock.now().toISOString()} ${level} [${source}] ${message.replaceAll("\n", "\n  ")}\n`;
    this.#writing ??= this.#write().catch((error: Error) => {
      // Not a reason to end an app, but not to be passed over in silence either.
      process.emitWarning(`${this.#file}: ${error.message}`);
      this.#writing = undefined;
    });
  }

  /** @param listener told of every line from now on. @returns what ends that. */
  follow(listener: (line: LogLine) => void): () => void {
    this.#followers.add(listener);
    return () => this.#followers.delete(listener);
  }

  /** The last lines. */
  async read(lines: number): Promise<string[]> {
    await this.#writing;
    const text = [this.#older, this.#file].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : "")).join("");
    return text.split("\n").slice(0, -1).slice(-lines);
  }

  /** Resolves when what was added is on disk; what comes later is not kept. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting !== "") {
      if (!this.#closed) await setTimeout(GATHER_MS);
      const text = this.#waiting;
      this.#waiting = "";
      if (this.#size > ROTATE_AT_BYTES) {
        renameSync(this.#file, this.#older);
        this.#size = 0;
      }
      await appendFile(this.#file, text, { mode: 0o600 });
      this.#size += Buffer.byteLength(text);
    }
    this.#writing = undefined;
  }
}
