/** Detects duplicate events, which the platform can send after a reconnect. */

/** Far more ids than can be duplicated. */
const MAX_IDS = 10_000;

export class RecentIds {
  readonly #ids = new Set<string>();

  /** Adds an id. @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MAX_IDS) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}
