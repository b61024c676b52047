/** Work that is begun in order, so much of it at once. */
export interface LaneOptions {
  /** Under way at once. */
  readonly parallel: number;
  /** Told true when this much waits, and false when most of it is done. */
  readonly full: number;
  readonly onPressure: (full: boolean) => void;
}

export class Lane {
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly idlers: (() => void)[] = [];
  private readonly options: LaneOptions;
  private underWay = 0;
  private pressed = false;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  /** @param work never rejects */
  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.next();
    if (!this.pressed && this.waiting.length >= this.options.full) this.press(true);
  }

  /** Begins nothing more. */
  drop(): void {
    this.waiting.length = 0;
  }

  /** When nothing is under way. */
  idle(): Promise<void> {
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  private next(): void {
    while (this.underWay < this.options.parallel) {
      const work = this.waiting.shift();
      if (!work) break;
      this.underWay++;
      void work().finally(() => {
        this.underWay--;
        this.next();
        if (this.pressed && this.waiting.length <= this.options.full / 4) this.press(false);
        if (this.underWay === 0) for (const idler of this.idlers.splice(0)) idler();
      });
    }
  }

  private press(full: boolean): void {
    this.pressed = full;
    this.options.onPressure(full);
  }
}
