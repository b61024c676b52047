/** One process at a time on a ledger. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/**
 * Takes the ledger until the returned function is called. What a killed process left behind is taken over.
 * @throws UsageError while another process has it
 */
export function lockLedger(ledger: string): () => void {
  const path = `${ledger}.lock`;
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(path);
      if (holder !== undefined || tries > 0) {
        throw new UsageError(
          `Another waybill publish is at work with ${ledger}${holder ? ` (process ${holder})` : ''}.`,
          {
            next: `Wait until it has ended, or stop it. If there is none: rm ${path}`,
          },
        );
      }
      rmSync(path, { force: true });
    }
  }
}

/** The process that has the lock, if there still is one. */
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
