/** Ids of what came lately: what is sent again after a socket was cut came before, mostly. */

/** Far more than can come twice. */
const KEPT = 10_000;

export class RecentIds {
  readonly #ids = new Set<string>();

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > KEPT) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}
