/** What the workers of a lane know about the messages in flight. They share the failed attempts evenly. */
import { mostInFlight } from '../../../lambdas/core/delivery/retry-policy.ts';

/** Age of a reading, seconds. */
export const READING_SECONDS = 10;
/** Time after which a reading has every message, seconds. */
const COUNTED_AFTER = 60;

export class Reading {
  readonly #instances: number;
  #reading = 0;
  #readAt = 0;
  #hidden: { second: number; count: number }[] = [];

  constructor(instances: number) {
    this.#instances = instances;
  }

  /** Reads the queue, when the reading is old. */
  read(second: number, inFlight: number): void {
    if (second % READING_SECONDS !== 0) return;
    this.#reading = inFlight;
    this.#readAt = second;
    this.#hidden = this.#hidden.filter((one) => one.second > second - COUNTED_AFTER);
  }

  hide(second: number, count: number): void {
    const last = this.#hidden.at(-1);
    if (last?.second === second) last.count += count;
    else this.#hidden.push({ second, count });
  }

  /** Returns how many messages are in flight at most, as a worker computes it. */
  atMost(): number {
    const uncounted = this.#hidden.reduce(
      (sum, { second, count }) => sum + (second > this.#readAt - COUNTED_AFTER ? count : 0),
      0,
    );
    return mostInFlight({
      reading: this.#reading,
      uncounted: uncounted / this.#instances,
      instances: this.#instances,
    });
  }
}
