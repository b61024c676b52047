/** A page of items in descending order of key. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Key up to which the list was read, when that is beyond the last item of the page. */
  readonly reached?: string;
}

/** The start of a page. Without a key it starts at the newest item. */
export interface Cursor {
  /** Only items older than this event key. */
  readonly startingAfter?: string | undefined;
  /** Only items newer than this event key; of these the ones closest to it. */
  readonly endingBefore?: string | undefined;
}
