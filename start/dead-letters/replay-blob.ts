import type { BlobLeaseClient, BlockBlobClient } from "@azure/storage-blob";
import { type DeadLetter, entriesOf, readDeadLetters } from "./dead-letter.js";
import { DELIVERY_TIMEOUT_MS, type Deliver } from "./deliver.js";

/** The longest lease that ends by itself: https://learn.microsoft.com/rest/api/storageservices/lease-blob */
const LEASE_S = 60;
/** A lease that is younger holds until a delivery is over, and the blob written. */
const RENEW_AFTER_MS = LEASE_S * 1000 - DELIVERY_TIMEOUT_MS - 10_000;

export interface BlobReplay {
  /** Which of its events are meant. */
  readonly isChosen: (letter: DeadLetter) => boolean;
  readonly deliver: Deliver;
  /** Told of each event as it is done. @param problem why it was not brought back, or not removed. */
  readonly tell: (letter: DeadLetter, problem?: string) => void;
}

/**
 * Brings the events of one blob back, one after another, and takes each out of the blob as soon as its function has
 * taken it. While it works it holds a lease of the blob, so that of two replays one alone sends; what it finds under
 * the lease counts, not what was read before. A blob that is gone was replayed by somebody else: there is nothing to do.
 *
 * @throws when the blob is held by another replay, or the storage service refuses.
 */
export async function replayBlob(blob: BlockBlobClient, { isChosen, deliver, tell }: BlobReplay): Promise<void> {
  const lease = blob.getBlobLeaseClient();
  if (!(await acquire(lease))) return;
  try {
    const held = await read(blob, lease);
    let { entries } = held;
    let renewedAt = performance.now();
    let isLost = false;
    for (const [letter, entry] of held.letters) {
      if (!isChosen(letter)) continue;
      if (isLost) {
        tell(letter, "it was not sent, since its blob could not be written");
        continue;
      }
      if (performance.now() - renewedAt > RENEW_AFTER_MS) {
        await lease.renewLease();
        renewedAt = performance.now();
      }
      const problem = await deliver(letter);
      if (problem !== undefined) {
        tell(letter, problem);
        continue;
      }
      entries = entries.filter((one) => one !== entry);
      try {
        held.etag = await write(blob, lease, entries, held);
        tell(letter);
      } catch (error) {
        isLost = true;
        tell(
          letter,
          `its function took it, but its blob could not be written, so a replay sends it again: ${oneLine(error)}`,
        );
      }
    }
  } finally {
    // A lease that cannot be given back, of a blob that is gone or out of reach, ends by itself.
    await lease.releaseLease().catch(() => undefined);
  }
}

/** @returns whether the blob is there. */
async function acquire(lease: BlobLeaseClient): Promise<boolean> {
  try {
    await lease.acquireLease(LEASE_S);
    return true;
  } catch (error) {
    const { statusCode, code } = error as { readonly statusCode?: number; readonly code?: string };
    if (statusCode === 404) return false;
    if (code !== "LeaseAlreadyPresent") throw error;
    throw new Error(
      "another replay is at work on it, or was killed less than a minute ago: see npm run dead-letters -- list in a minute",
      { cause: error },
    );
  }
}

type Entry = Readonly<Record<string, unknown>>;

interface Held {
  readonly entries: readonly Entry[];
  readonly letters: readonly (readonly [DeadLetter, Entry])[];
  readonly contentType: string;
  etag: string;
}

async function read(blob: BlockBlobClient, { leaseId }: BlobLeaseClient): Promise<Held> {
  const {
    etag = "",
    contentType = "application/json",
    readableStreamBody,
  } = await blob.download(0, undefined, {
    conditions: { leaseId },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  const entries = entriesOf(text);
  const letters = readDeadLetters(blob.name, text).flatMap((letter, at) => {
    const entry = entries[at];
    return entry === undefined ? [] : [[letter, entry] as const];
  });
  return { entries, letters, etag, contentType };
}

/** Writes what is left, or deletes the blob when nothing is. @returns the blob's new tag. */
async function write(
  blob: BlockBlobClient,
  { leaseId }: BlobLeaseClient,
  entries: readonly Entry[],
  { etag, contentType }: Held,
): Promise<string> {
  const conditions = { leaseId, ifMatch: etag };
  if (entries.length === 0) {
    await blob.delete({ conditions });
    return "";
  }
  const body = Buffer.from(JSON.stringify(entries));
  const written = await blob.upload(body, body.length, {
    conditions,
    blobHTTPHeaders: { blobContentType: contentType },
  });
  return written.etag ?? "";
}

const oneLine = (error: unknown): string => (error as Error).message.split("\n")[0] ?? "";
