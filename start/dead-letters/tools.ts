import type { ContainerClient } from "@azure/storage-blob";
import type { Deliver } from "./deliver.js";
import type { Addressed } from "./print.js";

/** What the work is done with. */
export interface Tools {
  /** The stack's containers. */
  readonly containers: readonly ContainerClient[];
  readonly deliver: Deliver;
  /** What was asked for goes here, */
  readonly output: NodeJS.WriteStream;
  /** and what is said beside it here. */
  readonly say: (text: string) => void;
  /** Runs the work under its text, so that a long wait can be told. */
  readonly step: <T>(text: string, work: (detail: (text: string) => void) => Promise<T>) => Promise<T>;
  /** Once it is aborted, the event that a replay is at is the last. */
  readonly stop: AbortSignal;
}

/** A container with what of it was asked for. */
export interface Found {
  readonly container: ContainerClient;
  readonly letters: readonly Addressed[];
}
