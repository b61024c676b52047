/** One platform at a time on a folder of data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the folder until the returned function is called or this process ends, however it ends: the lock is one of the
 * operating system, on a SQLite file, so that a kill leaves none behind.
 * @throws when another platform has the folder
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseSync(join(dataDir, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Error(`${dataDir} is in use by another Waybill. Stop it, or choose another --data-dir.`, { cause });
  }
  return () => lock.close();
}
