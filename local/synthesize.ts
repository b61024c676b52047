/** Synthesis: the same program that a deployment runs, in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import cdkJson from '../cdk.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Settings as in cdk.json, with no stage having what has files in buckets, and with as many shards as a small machine runs. */
function settings() {
  const { waybill } = cdkJson.context;
  const stages = Object.entries(waybill.stages).map(([stage, own]) => [
    stage,
    { ...own, workbench: false, quickCreateLinks: false, dueShards: 2 },
  ]);
  return { waybill: { ...waybill, stages: Object.fromEntries(stages) } };
}

/**
 * Writes the stack of stage `dev` to `outDir`, but for the Workbench and the template of roles: buckets and distribution have
 * nothing to do here, where the platform serves the page itself, and the page need not be built before the platform starts.
 * @throws with the program's own words when it cannot
 */
export async function synthesize(outDir: string): Promise<void> {
  // The CDK's own checks of the template are for what is deployed, and take a second.
  const env = {
    ...process.env,
    CDK_OUTDIR: outDir,
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify(settings()),
  };
  await promisify(execFile)(process.execPath, ['bin/waybill.ts'], { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 });
}
