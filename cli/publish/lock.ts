/** Locks a progress file, so that one process at a time uses it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/**
 * Locks the file until the returned function is called. The lock of a process that was killed is replaced.
 * @throws UsageError while another process has the lock
 */
export function lockProgressFile(progressFile: string): () => void {
  const path = `${progressFile}.lock`;
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(path);
      if (holder !== undefined || tries > 0) {
        throw new UsageError(`Another waybill publish uses ${progressFile}${holder ? ` (process ${holder})` : ''}.`, {
          next: `Wait until it ends, or stop it. If no such process is running: rm ${path}`,
        });
      }
      rmSync(path, { force: true });
    }
  }
}

/** Returns the id of the process that has the lock; undefined when it is not running. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? Number(readFileSync(path, 'utf8')) : undefined;
  }
}
