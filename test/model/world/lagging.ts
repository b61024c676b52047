/** Reads that are eventually consistent: what was written is seen some time later. */

interface Write<V> {
  readonly seenFrom: number;
  readonly key: string;
  readonly value: V | undefined;
}

export class Lagging<V> {
  readonly seen = new Map<string, V>();
  readonly #now: () => number;
  readonly #writes: Write<V>[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  write(key: string, value: V | undefined, lagMs: number): void {
    const last = this.#writes.at(-1)?.seenFrom ?? 0;
    // In order: a replica never goes back.
    this.#writes.push({ seenFrom: Math.max(last, this.#now() + lagMs), key, value });
  }

  read(): Map<string, V> {
    for (let next = this.#writes[0]; next && next.seenFrom <= this.#now(); next = this.#writes[0]) {
      const { key, value } = next;
      this.#writes.shift();
      if (value === undefined) this.seen.delete(key);
      else this.seen.set(key, value);
    }
    return this.seen;
  }
}
