/** The last ids that were seen: what comes after a cut comes at least once, and twice at times. */
export class RecentIds {
  private readonly ids = new Set<string>();
  private readonly most: number;

  constructor(most = 10_000) {
    this.most = most;
  }

  /** Notes the id. @returns whether it is new */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    // A set gives its oldest first.
    if (this.ids.size > this.most) for (const oldest of this.ids) return this.ids.delete(oldest);
    return true;
  }
}
