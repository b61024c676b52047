/** Limits the processor time of all renderings of a batch, for everything that the limits of steps and sizes do not cover. */
import { MAX_MICROSECONDS, SlowRenderingError } from './limits.ts';

/** Returns the processor time of this thread, microseconds since an arbitrary start. */
export type ProcessorClock = () => number;

export class ProcessorAllowance {
  readonly #clock: ProcessorClock;
  #left = MAX_MICROSECONDS;
  #readAt = 0;

  constructor(clock: ProcessorClock) {
    this.#clock = clock;
  }

  /** Processor time of all renderings so far, microseconds. */
  get spent(): number {
    return MAX_MICROSECONDS - this.#left;
  }

  /** Starts a rendering. The time since the one before is not counted. */
  begin(): void {
    this.#readAt = this.#clock();
  }

  /** Counts the time since the last reading. @throws SlowRenderingError when no time is left */
  check(): void {
    this.end();
    if (this.#left < 0) {
      throw new SlowRenderingError(`Rendering took more than ${MAX_MICROSECONDS / 1_000_000} s of processor time.`);
    }
  }

  /** Counts the time since the last reading. */
  end(): void {
    const now = this.#clock();
    this.#left -= now - this.#readAt;
    this.#readAt = now;
  }
}
