/** Synthesizes the stack before the files that start platforms: side by side, each of them would do it. */
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
