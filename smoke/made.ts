/** What a run makes and has to remove, also after a failure or Ctrl-C. */
import { setTimeout as wait } from 'node:timers/promises';

interface Thing {
  /** `destination ed_…` */
  readonly name: string;
  readonly remove: () => Promise<unknown>;
}

/** Longest removal of one thing, milliseconds, so that a platform that does not respond cannot stop the clean-up. */
const REMOVE_MS = 10_000;

export class Made {
  readonly #things: Thing[] = [];

  /** Adds something that exists, or may exist. Removing what does not exist must succeed. */
  add(name: string, remove: () => Promise<unknown>): void {
    this.#things.push({ name, remove });
  }

  /** Removes everything, the newest first. Returns what was removed, and the failures as texts. */
  async removeAll(): Promise<{ readonly removed: number; readonly failures: readonly string[] }> {
    const failures: string[] = [];
    let removed = 0;
    for (const { name, remove } of this.#things.splice(0).reverse()) {
      const ended = new AbortController();
      try {
        await Promise.race([
          remove(),
          wait(REMOVE_MS, undefined, { signal: ended.signal }).then(() => {
            throw new Error(`not removed within ${REMOVE_MS / 1000} s`);
          }),
        ]);
        removed++;
      } catch (error) {
        failures.push(`${name}: ${(error as Error).message}`);
      } finally {
        ended.abort();
      }
    }
    return { removed, failures };
  }
}
