import type { ContainerClient } from "@azure/storage-blob";
import { type DeadLetter, readDeadLetters } from "./dead-letter.js";

/** What lies in a container. */
export interface Contents {
  /** The oldest first. */
  readonly letters: readonly DeadLetter[];
  /** Blobs that hold no dead letters, and why. */
  readonly unreadable: readonly { readonly blob: string; readonly why: string }[];
}

/** Blobs that are read at the same time. */
const READERS = 8;

/**
 * Reads every dead letter of a container. A blob that is removed meanwhile, by a replay elsewhere, is left out.
 *
 * @param tell is told how many blobs were read.
 * @throws what the storage service answers.
 */
export async function readContainer(
  container: ContainerClient,
  tell: (blobs: number) => void = () => undefined,
): Promise<Contents> {
  const letters: DeadLetter[] = [];
  const unreadable: { blob: string; why: string }[] = [];
  let read = 0;
  const names = container.listBlobsFlat();
  const reader = async () => {
    for (let next = await names.next(); next.done !== true; next = await names.next()) {
      const blob = next.value.name;
      const text = await textOf(container, blob);
      try {
        if (text !== undefined) letters.push(...readDeadLetters(blob, text));
      } catch (error) {
        unreadable.push({ blob, why: (error as Error).message });
      }
      read += 1;
      tell(read);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return { letters: letters.sort(byAge), unreadable };
}

async function textOf(container: ContainerClient, blob: string): Promise<string | undefined> {
  try {
    return (await container.getBlobClient(blob).downloadToBuffer()).toString();
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

const byAge = (one: DeadLetter, other: DeadLetter): number =>
  one.hour.localeCompare(other.hour) ||
  (one.published ?? "").localeCompare(other.published ?? "") ||
  one.blob.localeCompare(other.blob);
