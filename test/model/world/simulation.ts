/**
 * Virtual time, and workers that run in it. Each port call of a worker takes some milliseconds, so that the calls of
 * several workers interleave; a worker can die at any of them, before its effect or after it, and gets no result any more.
 */
import { T0 } from '../../doubles/factories.ts';
import { type Random, seededRandom, seedFor } from './random.ts';

export type WorkerKind = 'publish' | 'deliver' | 'sweep' | 'watch' | 'dead letter' | 'recovery' | 'resend';

/** The port call at which a worker dies: 1 is its first. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export type Ending<T> =
  | { readonly how: 'returned'; readonly value: T }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'died' };

/** One invocation of a function. */
export interface Worker {
  readonly kind: WorkerKind;
  readonly name: string;
  readonly startedAt: number;
  readonly random: Random;
  /** Ids of the deliveries that a fault of this invocation concerns; `*` concerns all. */
  readonly touched: Set<string>;
  /** Whether its calls have effects: until it dies, also after its invocation has returned. */
  alive: boolean;
  /** Whether its invocation is over. */
  ended: boolean;
  /** When the process of an invocation that is over continues. */
  thawAt: number;
  calls: number;
  death: Death | undefined;
  end: (ending: Ending<never>) => void;
}

/** A sequence that makes more steps never comes to rest. */
const MAX_STEPS = 300_000;

/** After its invocation a process is frozen, and continues with its next one. */
const LONGEST_FREEZE_MS = 40 * 60_000;

interface Step {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class Simulation {
  now = T0;
  readonly workers = new Set<Worker>();
  readonly #seed: number;
  readonly #steps: Step[] = [];
  readonly #spawned = new Map<WorkerKind, number>();
  #order = 0;
  #wokeSomeone = false;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Runs something at a time, not before now. */
  at(time: number, run: () => void): void {
    push(this.#steps, { at: Math.max(time, this.now), order: this.#order++, run });
  }

  /** Starts an invocation that is ended after `limitMs`. */
  spawn<T>(
    kind: WorkerKind,
    limitMs: number,
    death: Death | undefined,
    main: (worker: Worker) => Promise<T>,
    ended: (ending: Ending<T>) => void,
  ): Worker {
    const ordinal = (this.#spawned.get(kind) ?? 0) + 1;
    this.#spawned.set(kind, ordinal);
    const worker: Worker = {
      kind,
      name: `${kind} ${ordinal}`,
      startedAt: this.now,
      random: seededRandom(seedFor(this.#seed, kind, ordinal)),
      touched: new Set(),
      alive: true,
      ended: false,
      thawAt: 0,
      calls: 0,
      death,
      end: () => {},
    };
    const end = (ending: Ending<T>): void => {
      if (worker.ended) return;
      worker.ended = true;
      worker.alive = ending.how === 'returned';
      worker.thawAt = this.now + Math.floor(worker.random() ** 2 * LONGEST_FREEZE_MS);
      this.workers.delete(worker);
      ended(ending);
    };
    worker.end = end;
    this.workers.add(worker);
    this.at(this.now + limitMs, () => this.kill(worker));
    this.#wokeSomeone = true;
    main(worker).then(
      (value) => end({ how: 'returned', value }),
      (error: unknown) => end({ how: 'threw', error }),
    );
    return worker;
  }

  kill(worker: Worker): void {
    worker.end({ how: 'died' });
  }

  /**
   * A port call: its effect comes after `latencyMs`, its result `durationMs` later. Of a worker that died there is neither.
   */
  call<T>(worker: Worker, latencyMs: number, effect: () => T | Promise<T>, durationMs = () => 0): Promise<T> {
    return new Promise((resolve, reject) => {
      const number = ++worker.calls;
      const dies = (when: Death['when']) => worker.death?.call === number && worker.death.when === when;
      this.#whenAwake(worker, this.now + latencyMs, () => {
        if (dies('before')) return this.kill(worker);
        let done: () => void;
        try {
          const result = effect();
          // The worker sees it only when it gets the result, if it is alive then.
          if (result instanceof Promise) result.catch(() => {});
          done = () => resolve(result);
        } catch (error) {
          done = () => reject(error);
        }
        if (dies('after')) return this.kill(worker);
        this.#whenAwake(worker, this.now + durationMs(), () => {
          this.#wokeSomeone = true;
          done();
        });
      });
    });
  }

  /** Runs something that workers wait for at a time. */
  wakeAt(time: number, run: () => void): void {
    this.at(time, () => {
      this.#wokeSomeone = true;
      run();
    });
  }

  /** Runs something in a worker after a time. @returns a function that cancels it */
  startTimer(worker: Worker, milliseconds: number, run: () => void): () => void {
    let isCancelled = false;
    this.#whenAwake(worker, this.now + milliseconds, () => {
      if (isCancelled) return;
      this.#wokeSomeone = true;
      run();
    });
    return () => {
      isCancelled = true;
    };
  }

  /** Runs a step of a worker at a time, or when its process continues; never, once it is dead. */
  #whenAwake(worker: Worker, time: number, run: () => void): void {
    this.at(time, () => {
      if (!worker.alive) return;
      if (worker.ended && this.now < worker.thawAt) this.#whenAwake(worker, worker.thawAt, run);
      else run();
    });
  }

  /** Runs all steps up to a time, `check` after each. */
  async runUntil(time: number, check: () => void): Promise<void> {
    await this.#settle();
    for (let next = this.#steps[0]; next && next.at <= time; next = this.#steps[0]) {
      pop(this.#steps);
      this.now = next.at;
      next.run();
      await this.#settle();
      check();
      if (this.#order > MAX_STEPS) throw new Error(`The sequence does not come to rest: ${MAX_STEPS} steps.`);
    }
    this.now = Math.max(this.now, time);
  }

  /** Lets what was woken go on to its next port call: the event loop turns once all promises have. */
  async #settle(): Promise<void> {
    if (!this.#wokeSomeone) return;
    this.#wokeSomeone = false;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const isBefore = (a: Step, b: Step): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap. */
function push(heap: Step[], step: Step): void {
  let at = heap.length;
  heap.push(step);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(step, heap[parent] as Step)) break;
    heap[at] = heap[parent] as Step;
    at = parent;
  }
  heap[at] = step;
}

function pop(heap: Step[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Step, heap[child] as Step)) child++;
    if (!isBefore(heap[child] as Step, last)) break;
    heap[at] = heap[child] as Step;
    at = child;
  }
  heap[at] = last;
}
