/** A page of things in descending order of key. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Key up to which was looked, where that is further than the item at the page's end. */
  readonly reached?: string;
}

/** Where a page begins: at the newest when neither is given. */
export interface Cursor {
  /** Only what is older than this event key. */
  readonly startingAfter?: string | undefined;
  /** Only what is newer than this event key, and of that what is next to it. */
  readonly endingBefore?: string | undefined;
}
