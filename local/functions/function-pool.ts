/** The instances of a function: worker threads with their own environment, each with one invocation at a time. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { traceHeaderOf } from './lineage.ts';

export interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  /** Trace header of its chain of invocations. */
  readonly traceHeader: string;
  /** Unix milliseconds. */
  readonly deadline: number;
}

export type Outcome =
  | { readonly result: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** The bundle, `index.mjs`. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Maximum number of instances. An instance starts when an invocation finds the others busy. */
  readonly maxInstances: number;
  /** Time after which an idle instance ends, unless it is the only one, milliseconds. By default a minute. */
  readonly idleMs?: number;
  /** No caller waits for the result, so that the function has a lower priority than those with a waiting caller. */
  readonly inBackground: boolean;
  /** Whether the template allows it to run in a loop over queues. */
  readonly mayLoop: boolean;
  /** Returns by how many milliseconds the clock of an instance is off, which is started as the n-th one. By default 0. */
  readonly clockOffsetMs?: (n: number) => number;
  /** Receives each line that the function writes. */
  readonly onLine: (line: string) => void;
}

/** Thrown when an invoked function timed out, crashed or was stopped. */
export class FunctionStoppedError extends Error {}

interface Instance {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  /** Ends it when no invocation takes it before. */
  retirement?: NodeJS.Timeout;
}

/** Time after which an idle instance ends, unless it is the only one, milliseconds. Lambda ends idle instances as well. */
const IDLE_MS = 60_000;

export class FunctionPool {
  readonly settings: FunctionSettings;
  readonly #instances = new Set<Instance>();
  readonly #idle: Instance[] = [];
  readonly #waiting: ((instance: Instance) => void)[] = [];
  #started = 0;
  #stopped = false;

  constructor(settings: FunctionSettings) {
    this.settings = settings;
  }

  /** Number of instances, those that are starting included. */
  get instances(): number {
    return this.#instances.size;
  }

  /** Starts an instance before the first invocation. @throws when the function cannot be loaded */
  async warm(): Promise<void> {
    const instance = this.#start();
    await instance.ready;
    this.#release(instance);
  }

  /**
   * @param traceHeaders those of the messages in the event
   * @throws the function's own error by name and message, FunctionStoppedError, or RecursiveInvocationError
   */
  async invoke(event: unknown, traceHeaders: readonly (string | undefined)[] = []): Promise<unknown> {
    if (this.#stopped) throw new FunctionStoppedError(`${this.settings.name} is stopped.`);
    const traceHeader = traceHeaderOf(this.settings, traceHeaders);
    const instance = await this.#take();
    try {
      await instance.ready;
      const outcome = await this.#run(instance, event, traceHeader);
      if ('error' in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
      return outcome.result;
    } finally {
      this.#release(instance);
    }
  }

  /**
   * Terminates every instance at once, as if its machine failed. New ones start at the next invocation.
   * @returns the number of invocations that it interrupted
   */
  async kill(): Promise<number> {
    const interrupted = this.#instances.size - this.#idle.filter((idle) => this.#instances.has(idle)).length;
    await Promise.all([...this.#instances].map(({ worker }) => worker.terminate()));
    return interrupted;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.kill();
  }

  #start(): Instance {
    const { name, arn, file, environment, memoryMb, inBackground, clockOffsetMs, onLine } = this.settings;
    this.#started += 1;
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      name,
      env: { ...environment },
      // Options of the process that starts the platform, such as --input-type, do not apply to the function.
      execArgv: [],
      workerData: { name, arn, file, memoryMb, inBackground, clockOffsetMs: clockOffsetMs?.(this.#started) ?? 0 },
      // A function that needs more memory than configured also fails here, without affecting others.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      stdout: true,
      stderr: true,
    });
    for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', onLine);
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', () => reject(new FunctionStoppedError(`${name} stopped while it started.`)));
    });
    ready.catch(() => {});
    const instance = { worker, ready };
    this.#instances.add(instance);
    worker.once('exit', () => this.#instances.delete(instance));
    return instance;
  }

  #take(): Instance | Promise<Instance> {
    // The most recently used one first, so that the others can end.
    const idle = this.#idle.pop();
    clearTimeout(idle?.retirement);
    if (idle && this.#instances.has(idle)) return idle;
    if (idle) return this.#take();
    if (this.#instances.size < this.settings.maxInstances) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(instance: Instance): void {
    const alive = this.#instances.has(instance);
    const next = this.#waiting.shift();
    if (next) next(alive ? instance : this.#start());
    else if (alive) this.#rest(instance);
  }

  #rest(instance: Instance): void {
    this.#idle.push(instance);
    const retire = () => {
      if (this.#instances.size === 1) return;
      this.#idle.splice(this.#idle.indexOf(instance), 1);
      this.#forget(instance.worker);
    };
    instance.retirement = setTimeout(retire, this.settings.idleMs ?? IDLE_MS).unref();
  }

  #run({ worker }: Instance, event: unknown, traceHeader: string): Promise<Outcome> {
    const { name, timeoutMs } = this.settings;
    const deadline = Date.now() + timeoutMs;
    const invocation: Invocation = { event, requestId: randomUUID(), traceHeader, deadline };
    return new Promise<Outcome>((resolve, reject) => {
      const timer = setTimeout(() => {
        end();
        this.#forget(worker);
        reject(new FunctionStoppedError(`${name} timed out after ${timeoutMs / 1000} s.`));
      }, timeoutMs);
      const onExit = () => {
        end();
        reject(new FunctionStoppedError(`${name} stopped during an invocation.`));
      };
      const onError = (error: Error) => {
        end();
        this.#forget(worker);
        reject(new FunctionStoppedError(`${name} crashed: ${error.message}`, { cause: error }));
      };
      const onMessage = (outcome: Outcome) => {
        end();
        resolve(outcome);
      };
      const end = () => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('exit', onExit).off('error', onError);
      };
      worker.once('message', onMessage).once('exit', onExit).once('error', onError);
      worker.postMessage(invocation);
    });
  }

  #forget(worker: Worker): void {
    for (const instance of this.#instances) if (instance.worker === worker) this.#instances.delete(instance);
    void worker.terminate();
  }
}
