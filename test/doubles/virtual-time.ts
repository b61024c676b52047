/** Virtual time: runs what was scheduled in its order, and lets all promises settle in between. */
import type { StartTimer } from '../../lambdas/core/clock.ts';
import { T0 } from './factories.ts';

interface Scheduled {
  readonly at: number;
  run: (() => void) | undefined;
}

export class VirtualTime {
  now = T0;
  /** The latest first, so that the next one is taken from the end. */
  readonly #scheduled: Scheduled[] = [];

  clock = (): number => this.now;

  at(time: number, run: () => void): Scheduled {
    const one = { at: Math.max(time, this.now), run };
    let [from, to] = [0, this.#scheduled.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#scheduled[middle] as Scheduled).at > one.at) from = middle + 1;
      else to = middle;
    }
    this.#scheduled.splice(from, 0, one);
    return one;
  }

  startTimer: StartTimer = (milliseconds, run) => {
    const one = this.at(this.now + milliseconds, run);
    return () => {
      one.run = undefined;
    };
  };

  /** Resolves after some milliseconds. */
  sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => this.startTimer(milliseconds, resolve));

  /** Lets time pass until `time`, or until `isOver`. */
  async runUntil(time: number, isOver = () => false): Promise<void> {
    await settled();
    while (!isOver()) {
      const next = this.#scheduled.at(-1);
      if (!next || next.at > time) break;
      this.now = next.at;
      while (this.#scheduled.at(-1)?.at === this.now) this.#scheduled.pop()?.run?.();
      await settled();
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
