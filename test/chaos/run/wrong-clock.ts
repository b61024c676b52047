/** Gives one worker of each function that takes messages a wrong clock. */
import type { QueueConsumer } from '../../../local/wiring.ts';

export class WrongClock {
  #offsetMs = 0;
  /** Functions that have a worker with the wrong clock. */
  readonly #done = new Set<string>();
  /** Number of workers that had a wrong clock. */
  workers = 0;

  /** Makes the clock wrong in the next worker that is started of each function. */
  startNext(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    this.#done.clear();
  }

  /** @param consumers undefined while the platform starts */
  offsetFor(folder: string, consumers: readonly QueueConsumer[] | undefined): number {
    const takesMessages = consumers?.some((one) => one.folder === folder && !one.queue.endsWith('.fifo'));
    if (this.#offsetMs === 0 || !takesMessages || this.#done.has(folder)) return 0;
    this.#done.add(folder);
    this.workers += 1;
    return this.#offsetMs;
  }
}
