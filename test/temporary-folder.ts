import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the temporary files of this process, and of the programs that it starts, a folder of their own, and removes it when the
 * process ends: each synthesis leaves a cloud assembly, each browser a profile.
 */
export function setTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-tests-'));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
