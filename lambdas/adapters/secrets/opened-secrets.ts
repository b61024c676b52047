/** Remembers opened signing secrets, so that a busy destination costs one decryption and not one for each delivery. */
import type { SecretBox } from '../../core/destination/ports.ts';
import type { StoredSecret, WebhookDestination } from '../../core/destination/types/webhook/destination.ts';
import { within } from '../within.ts';

/** A few hundred bytes each. */
const MAX_REMEMBERED = 1000;

export class OpenedSecrets {
  readonly #box: SecretBox;
  readonly #timeoutMs: number;
  /** By sealed text, oldest first. Sealed text never means another secret, so nothing here goes stale. */
  readonly #opened = new Map<string, Promise<string>>();

  /** @param timeoutMs of one opening */
  constructor(box: SecretBox, timeoutMs: number) {
    this.#box = box;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws WaybillError when it takes too long, and the errors of the box: all of them internal errors */
  open({ account, id }: WebhookDestination, secrets: readonly StoredSecret[]): Promise<string[]> {
    return Promise.all(secrets.map(({ sealed }) => this.#opened.get(sealed) ?? this.#remember(account, id, sealed)));
  }

  #remember(account: string, context: string, sealed: string): Promise<string> {
    const opening = within(
      this.#timeoutMs,
      `Opening a signing secret of ${context}`,
      this.#box.open(account, context, sealed),
    );
    this.#opened.set(sealed, opening);
    // A failure may pass (throttling, say) and must not stick.
    opening.catch(() => this.#opened.delete(sealed));
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MAX_REMEMBERED && oldest !== undefined) this.#opened.delete(oldest);
    return opening;
  }
}
