/** Caches decrypted signing secrets, so that a busy destination costs one decryption and not one for each delivery. */
import type { SecretBox } from '../../core/destination/ports.ts';
import type { StoredSecret, WebhookDestination } from '../../core/destination/types/webhook/destination.ts';
import { withTimeLimit } from '../time-limit.ts';

/**
 * Entries of the cache, a few hundred bytes each. An instance that attempts more destinations than this decrypts for most attempts,
 * which costs more than the delivery.
 */
const MAX_CACHED = 10_000;

export class DecryptedSecrets {
  readonly #box: SecretBox;
  readonly #timeoutMs: number;
  /** By sealed text, oldest first. A sealed text always has the same secret, so no entry becomes stale. */
  readonly #opened = new Map<string, Promise<string>>();

  /** @param timeoutMs time limit of one decryption */
  constructor(box: SecretBox, timeoutMs: number) {
    this.#box = box;
    this.#timeoutMs = timeoutMs;
  }

  /** Returns the secrets of a destination. @throws WaybillError after the time limit, and the errors of the box; all are internal errors */
  open({ account, id }: WebhookDestination, secrets: readonly StoredSecret[]): Promise<string[]> {
    return Promise.all(secrets.map(({ sealed }) => this.#opened.get(sealed) ?? this.#decrypt(account, id, sealed)));
  }

  #decrypt(account: string, context: string, sealed: string): Promise<string> {
    const opening = withTimeLimit(
      this.#timeoutMs,
      `Opening a signing secret of ${context}`,
      this.#box.open(account, context, sealed),
    );
    this.#opened.set(sealed, opening);
    // A failure, such as throttling, must not be cached.
    opening.catch(() => this.#opened.delete(sealed));
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MAX_CACHED && oldest !== undefined) this.#opened.delete(oldest);
    return opening;
  }
}
