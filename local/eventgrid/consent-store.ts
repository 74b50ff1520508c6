import { createHash } from "node:crypto";
import { sameSecret } from "../shared/same-secret.js";
import type { Store } from "../shared/store.js";
import type { ConsentOffer } from "./consent-offer.js";

/** A consent that is waited for. */
export interface PendingConsent {
  readonly code: string;
  /** What the token is told by: the token itself is not kept. */
  readonly digest: string;
  /** ARM id of the subscription. */
  readonly subscription: string;
  /** Whether it may be given by POST as well: CloudEvents have that, the validation URL is opened by GET. */
  readonly byPost: boolean;
  /** When it comes too late, in milliseconds since 1970. */
  readonly expires: number;
}

/** Consents that are waited for, on disk: the URL is as good after a restart. */
export class ConsentStore {
  constructor(private readonly store: Store) {
    store.define(`CREATE TABLE IF NOT EXISTS eventgrid_consents (code TEXT PRIMARY KEY, digest TEXT NOT NULL,
      subscription TEXT NOT NULL, by_post INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT`);
  }

  all(): PendingConsent[] {
    return this.store.all("SELECT * FROM eventgrid_consents").map((row) => ({
      code: String(row.code),
      digest: String(row.digest),
      subscription: String(row.subscription),
      byPost: row.by_post === 1,
      expires: Number(row.expires),
    }));
  }

  async add({ code, digest, subscription, byPost, expires }: PendingConsent): Promise<void> {
    await this.store.write(() =>
      this.store.run(
        "INSERT INTO eventgrid_consents VALUES (?, ?, ?, ?, ?)",
        code,
        digest,
        subscription,
        byPost ? 1 : 0,
        expires,
      ),
    );
  }

  async remove({ code }: PendingConsent): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM eventgrid_consents WHERE code = ?", code));
  }
}

export const digestOf = ({ token }: Pick<ConsentOffer, "token">): string =>
  createHash("sha256").update(token).digest("hex");

/** Whether a token is the one that was offered. */
export const isToken = ({ digest }: PendingConsent, token: string): boolean => sameSecret(digestOf({ token }), digest);
