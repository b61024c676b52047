/** Synthesizes the stack once before the test files start platforms. Otherwise every file would do it at the same time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/synthesize.ts';

export default async function setup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-'));
  try {
    await synthesize(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
