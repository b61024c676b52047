/** Runs the steps of a smoke test one after the other and collects their results. */
import { StoppedError } from './waiting.ts';

export type Outcome = 'passed' | 'failed' | 'not tried';

export interface StepResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** What was seen, or why the step failed or was not tried. */
  readonly detail: string;
  readonly durationMs: number;
}

/** Thrown by a step that cannot be tried here. */
export class NotTriedError extends Error {
  override readonly name = 'NotTriedError';
}

/** The result of a step that passed: a text for the table, and what later steps use. */
export interface Passed<T> {
  readonly detail: string;
  readonly value: T;
}

export const passed = <T = true>(detail: string, value: T = true as T): Passed<T> => ({ detail, value });

export class Steps {
  readonly results: StepResult[] = [];
  readonly #signal: AbortSignal;
  readonly #onResult: (result: StepResult) => void;

  constructor(signal: AbortSignal, onResult: (result: StepResult) => void) {
    this.#signal = signal;
    this.#onResult = onResult;
  }

  /**
   * Runs a step, and returns its value. Returns undefined when it did not pass.
   * @param needs values of earlier steps. The step is not tried when one of them is undefined
   */
  async run<T, const N extends readonly unknown[]>(
    name: string,
    needs: N,
    step: (...needs: { [K in keyof N]: Exclude<N[K], undefined> }) => Promise<Passed<T>>,
  ): Promise<T | undefined> {
    const startedAt = performance.now();
    const add = (outcome: Outcome, detail: string) => {
      const result = { name, outcome, detail, durationMs: performance.now() - startedAt };
      this.results.push(result);
      this.#onResult(result);
    };
    if (this.#signal.aborted) return void add('not tried', String(this.#signal.reason));
    if (needs.includes(undefined)) return void add('not tried', 'A step that it needs did not pass.');
    try {
      const { detail, value } = await step(...(needs as never));
      add('passed', detail);
      return value;
    } catch (error) {
      const untried = error instanceof NotTriedError || error instanceof StoppedError;
      add(untried ? 'not tried' : 'failed', (error as Error).message);
      return undefined;
    }
  }
}
