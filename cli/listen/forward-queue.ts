/** Runs work in order, at most n at a time. */
export interface ForwardQueueOptions {
  /** Most pieces of work at a time. */
  readonly concurrency: number;
  /** Number of waiting pieces of work from which the queue is full. */
  readonly maxWaiting: number;
  /** Called with true when the queue is full, and with false when most of it is done. */
  readonly onFull: (full: boolean) => void;
}

export class ForwardQueue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly idleCallbacks: (() => void)[] = [];
  private readonly options: ForwardQueueOptions;
  private running = 0;
  private full = false;

  constructor(options: ForwardQueueOptions) {
    this.options = options;
  }

  /** @param work never rejects */
  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.next();
    if (!this.full && this.waiting.length >= this.options.maxWaiting) this.setFull(true);
  }

  /** Drops the work that waits. */
  clear(): void {
    this.waiting.length = 0;
  }

  /** Resolves when no work is running. */
  idle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleCallbacks.push(resolve));
  }

  private next(): void {
    while (this.running < this.options.concurrency) {
      const work = this.waiting.shift();
      if (!work) break;
      this.running++;
      void work().finally(() => {
        this.running--;
        this.next();
        if (this.full && this.waiting.length <= this.options.maxWaiting / 4) this.setFull(false);
        if (this.running === 0) for (const resolve of this.idleCallbacks.splice(0)) resolve();
      });
    }
  }

  private setFull(full: boolean): void {
    this.full = full;
    this.options.onFull(full);
  }
}
