/**
 * Runs `work` for each item, at most `limit` at a time, and starts the next item as soon as one ends. A generator of items is
 * read only as far as work has started.
 * @throws the first error of `work`; the items in progress continue
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
