/** A blob that was made, replaced or deleted. */
export interface BlobChange {
  readonly kind: "created" | "deleted";
  /** The operation in the words of the event's `data.api`, e.g. `PutBlob`. */
  readonly api: string;
  /** ARM id of the account. */
  readonly accountId: string;
  readonly account: string;
  readonly container: string;
  readonly blob: string;
  /** As the answer to the caller has it. */
  readonly requestId: string;
  /** As the caller gave it, if it did. */
  readonly clientRequestId?: string;
  /** Without quotes. */
  readonly eTag: string;
  readonly contentType: string;
  readonly contentLength: number;
  readonly blobType: string;
}

/** Who is told of changed blobs. */
export interface BlobEvents {
  /** Whether anybody wants to know of an account's blobs. */
  wanted(accountId: string): boolean;
  /**
   * Tells of a change that was made, before its caller is answered.
   *
   * @returns once the events are on disk; rejects when they could not be written.
   */
  raise(change: BlobChange): Promise<void>;
}
