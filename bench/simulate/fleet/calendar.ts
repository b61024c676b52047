/** Things that happen later, by second. */
export class Calendar<T> {
  readonly #seconds = new Map<number, T[]>();

  add(second: number, thing: T): void {
    const there = this.#seconds.get(second);
    if (there) there.push(thing);
    else this.#seconds.set(second, [thing]);
  }

  /** Removes and returns what was added for a second, in the order of adding. */
  take(second: number): readonly T[] {
    const things = this.#seconds.get(second) ?? [];
    this.#seconds.delete(second);
    return things;
  }
}
