import { ConflictError } from '../core/errors.ts';

const MAX_TRIES = 4;

/**
 * Reads a record, changes it and writes it, and starts again when another writer was faster (a delivery that disables the
 * destination, for example), up to {@link MAX_TRIES} times in all.
 * @param change returns its argument when there is nothing to write
 * @param replace throws ConflictError when the stored record is no longer the first argument
 * @throws ConflictError when another writer was faster each time
 */
export async function retryOnConflict<T>(
  read: () => Promise<T>,
  change: (before: T) => T | Promise<T>,
  replace: (before: T, after: T) => Promise<void>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const before = await read();
    const after = await change(before);
    if (after === before) return before;
    try {
      await replace(before, after);
      return after;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === MAX_TRIES) throw error;
    }
  }
}
