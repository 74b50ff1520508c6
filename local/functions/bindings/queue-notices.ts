/**
 * Tells the watchers of a queue that a message was put into it by this very app, so that it does not wait for their next
 * look.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/SharedQueueWatcher.cs
 */
export class QueueNotices {
  readonly #watchers = new Map<string, Set<() => void>>();

  /** @returns ends it. */
  watch(queue: string, notice: () => void): () => void {
    const watchers = this.#watchers.get(queue) ?? new Set();
    this.#watchers.set(queue, watchers.add(notice));
    return () => watchers.delete(notice);
  }

  tell(queue: string): void {
    for (const notice of this.#watchers.get(queue) ?? []) notice();
  }
}
