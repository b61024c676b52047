/** Allows one platform at a time to use a data folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Locks the folder until the returned function is called or this process ends. The lock is an operating system lock on a SQLite
 * file, so that a killed process leaves none behind.
 * @throws when another platform uses the folder
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
