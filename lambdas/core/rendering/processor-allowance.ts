/** The processor time that the renderings of a batch have between them: a net for what steps and sizes do not bound. */
import { MAX_MICROSECONDS, SlowRenderingError } from './limits.ts';

/** Processor time of this thread, microseconds since any moment. */
export type ProcessorClock = () => number;

export class ProcessorAllowance {
  readonly #clock: ProcessorClock;
  #left = MAX_MICROSECONDS;
  #readAt = 0;

  constructor(clock: ProcessorClock) {
    this.#clock = clock;
  }

  /** Microseconds that all renderings took until now. */
  get spent(): number {
    return MAX_MICROSECONDS - this.#left;
  }

  /** Begins a rendering: what passed since the one before is not counted. */
  begin(): void {
    this.#readAt = this.#clock();
  }

  /** Counts what passed since the last reading. @throws SlowRenderingError when nothing is left */
  check(): void {
    this.end();
    if (this.#left < 0) {
      throw new SlowRenderingError(`Rendering took more than ${MAX_MICROSECONDS / 1_000_000} s of processor time.`);
    }
  }

  /** Counts what passed since the last reading. */
  end(): void {
    const now = this.#clock();
    this.#left -= now - this.#readAt;
    this.#readAt = now;
  }
}
