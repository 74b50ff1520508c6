import type { Clock } from "../../shared/clock.js";
import type { AppJournal } from "./app-journal.js";
import type { LogLine } from "./app-log.js";

const HEARTBEAT_MS = 60_000;
/** `SCM_LOGSTREAM_TIMEOUT`, in seconds: how long a stream stays open on which nothing comes. */
const TIMEOUT_SETTING = "SCM_LOGSTREAM_TIMEOUT";
const DEFAULT_TIMEOUT_S = 7_200;
/** Who reads slower than this misses lines, and is told so. */
const WAITING_BYTES = 1_048_576;

export interface LogStreamOptions {
  readonly clock: Clock;
  readonly settings: Readonly<Record<string, string>>;
  /** The only function whose lines are wanted. */
  readonly functionName?: string;
}

/**
 * An app's log as text that goes on, as the deployment site of an app streams it.
 *
 * @see https://github.com/projectkudu/kudu/blob/master/Kudu.Services/Diagnostics/LogStreamManager.cs
 */
export function logStream(journal: Pick<AppJournal, "follow">, options: LogStreamOptions): ReadableStream<Uint8Array> {
  const { clock, settings, functionName } = options;
  const timeoutMs = timeoutOf(settings) * 1000;
  let end: () => void = () => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let quietMs = 0;
        let missed = 0;
        let cancelHeartbeat = (): void => undefined;
        const write = (text: string): void => {
          if ((controller.desiredSize ?? 0) <= 0) missed += 1;
          else controller.enqueue(Buffer.from(`${seconds(clock.now())}  ${text}\r\n`));
        };
        const beat = (): void => {
          quietMs += HEARTBEAT_MS;
          const minutes = quietMs / HEARTBEAT_MS;
          if (quietMs >= timeoutMs) {
            write(`Stream terminated due to no new trace in the past ${minutes} min(s).`);
            end();
            controller.close();
            return;
          }
          write(`No new trace in the past ${minutes} min(s).`);
          cancelHeartbeat = clock.after(HEARTBEAT_MS, beat);
        };
        const forget = journal.follow((line) => {
          if (functionName !== undefined && !isOf(line, functionName)) return;
          cancelHeartbeat();
          quietMs = 0;
          cancelHeartbeat = clock.after(HEARTBEAT_MS, beat);
          if (missed > 0 && (controller.desiredSize ?? 0) > 0) {
            const lost = missed;
            missed = 0;
            write(`${lost} lines were left out: they came faster than they were read.`);
          }
          write(` [${capitalized(line.level)}]   ${line.message}`);
        });
        end = () => {
          forget();
          cancelHeartbeat();
        };
        cancelHeartbeat = clock.after(HEARTBEAT_MS, beat);
        write(
          "Welcome, you are now connected to log-streaming service. The default timeout is 2 hours. " +
            `Change the timeout with the App Setting ${TIMEOUT_SETTING} (in seconds).`,
        );
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
  );
}

function timeoutOf(settings: Readonly<Record<string, string>>): number {
  const wanted = Number(settings[TIMEOUT_SETTING]);
  return Number.isFinite(wanted) && wanted > 0 ? wanted : DEFAULT_TIMEOUT_S;
}

const isOf = ({ source }: LogLine, functionName: string): boolean =>
  source.replace(/\.User$/, "").toLowerCase() === `function.${functionName.toLowerCase()}`;

const seconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const capitalized = (level: string): string => `${level.charAt(0).toUpperCase()}${level.slice(1)}`;
