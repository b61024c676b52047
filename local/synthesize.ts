/** Synthesis: the same program that a deployment runs, in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Writes the stack of stage `dev` to `outDir`. Throws with the program's own words when it cannot. */
export async function synthesize(outDir: string): Promise<void> {
  // The CDK's own checks of the template are for what is deployed, and take a second.
  const env = { ...process.env, CDK_OUTDIR: outDir, CDK_VALIDATION: 'false' };
  await promisify(execFile)(process.execPath, ['bin/waybill.ts'], { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 });
}
