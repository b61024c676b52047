/** Runs a task for many items with limited concurrency. */

export interface RunOptions<T> {
  readonly concurrency: number;
  /** Checked before each item. Tasks in progress are completed. */
  readonly isStopped: () => boolean;
  /** @param error undefined when the task succeeded */
  readonly onDone: (item: T, error?: unknown) => void;
}

/** Resolves when all tasks are complete. A failure does not stop the other tasks. */
export async function runAll<T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
  { concurrency, isStopped, onDone }: RunOptions<T>,
): Promise<void> {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && !isStopped(); item = waiting.shift()) {
      const one = item;
      await task(one).then(
        () => onDone(one),
        (error: unknown) => onDone(one, error),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
}

export interface Failure<T> {
  readonly item: T;
  readonly message: string;
}

/** Groups failures by message, most frequent first. */
export function byMessage<T>(failures: readonly Failure<T>[]): { message: string; items: T[] }[] {
  const groups = Map.groupBy(failures, ({ message }) => message);
  return [...groups]
    .map(([message, of]) => ({ message, items: of.map(({ item }) => item) }))
    .sort((a, b) => b.items.length - a.items.length);
}
