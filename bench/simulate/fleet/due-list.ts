/** The due list and the sweep of its shards, as far as their capacity is concerned. */
import { PARTITION_WRITES, SWEEP_COSTS, SWEEP_SECONDS } from '../assumptions.ts';

interface Entry {
  readonly weight: number;
  /** Second in which the entry is due. */
  readonly dueSecond: number;
}

export interface Sent<E> {
  readonly entry: E;
  /** Second in which its message becomes visible. */
  readonly second: number;
}

export class DueList<E extends Entry> {
  readonly #bySecond = new Map<number, E[]>();
  readonly #shards: number;
  #earliest = Number.POSITIVE_INFINITY;
  #addedSinceSweep = 0;
  size = 0;
  /** Seconds by which the oldest entry was overdue after the latest sweep. */
  lag = 0;

  constructor(shards: number) {
    this.#shards = shards;
  }

  add(entry: E): void {
    const there = this.#bySecond.get(entry.dueSecond);
    if (there) there.push(entry);
    else this.#bySecond.set(entry.dueSecond, [entry]);
    this.#earliest = Math.min(this.#earliest, entry.dueSecond);
    this.#addedSinceSweep += entry.weight;
    this.size += entry.weight;
  }

  /**
   * Sends what is due within the next minute, oldest first, as far as the run of each shard allows. The entries are spread over
   * the shards by a hash, so all shards have the same work.
   */
  sweep(now: number, lookAhead: number): readonly Sent<E>[] {
    const freeWrites = PARTITION_WRITES - this.#addedSinceSweep / this.#shards / lookAhead;
    const rate = Math.max(1, Math.min(1 / SWEEP_COSTS.dueEntry, freeWrites)) * this.#shards;
    this.#addedSinceSweep = 0;
    const sent: Sent<E>[] = [];
    let taken = 0;
    let second = this.#earliest;
    for (; second <= now + lookAhead && taken < rate * SWEEP_SECONDS; second++) {
      for (const entry of this.#bySecond.get(second) ?? []) {
        taken += entry.weight;
        sent.push({ entry, second: Math.max(second, Math.ceil(now + taken / rate)) });
      }
      this.#bySecond.delete(second);
    }
    this.size -= taken;
    this.#earliest = this.#bySecond.size === 0 ? Number.POSITIVE_INFINITY : second;
    this.lag = Math.max(0, now - this.#earliest);
    return sent;
  }
}
