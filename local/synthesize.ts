/** Synthesis: the same program that a deployment runs, in a process of its own. Kept in `.waybill/synthesized/<hash of its sources>`. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import cdkJson from '../cdk.json' with { type: 'json' };
import { hashOfSources, removeOlder } from '../lib/bundling/build-cache.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Settings as in cdk.json, without the features that need files in buckets. Two shards of the due list suit a small machine. Two
 * shards of events let everything that runs here meet keys with and without a shard. There is one AWS account here, so the buses of
 * destinations are in it.
 */
function settings() {
  const { waybill } = cdkJson.context;
  const stages = Object.entries(waybill.stages).map(([stage, own]) => [
    stage,
    {
      ...own,
      workbench: false,
      quickCreateLinks: false,
      dueShards: 2,
      shards: 2,
      permitOwnAccountBuses: true,
      tables: {},
    },
  ]);
  return { waybill: { ...waybill, stages: Object.fromEntries(stages) } };
}

/** Sources of the stack and of its settings. */
const SOURCES = [
  'local/synthesize.ts',
  'bin',
  'lib',
  'lambdas',
  'catalog',
  'cdk.json',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/**
 * Writes the stack of stage `dev` to `outDir`, without the Workbench and the template of roles. The local platform serves the page
 * itself, so it needs no buckets and no distribution, and the page need not be built before the platform starts. If the stack was
 * synthesized before from the same sources, it is copied.
 * @param root of the project
 * @throws Error with the output of the program when it fails
 */
export async function synthesize(outDir: string, root = ROOT): Promise<void> {
  const cache = join(root, '.waybill', 'synthesized');
  const before = join(cache, hashOfSources(root, SOURCES));
  if (existsSync(before)) return cpSync(before, outDir, { recursive: true });
  await runProgram(outDir, root);
  // The sources changed meanwhile: the stack may mix both states.
  if (before !== join(cache, hashOfSources(root, SOURCES))) return;
  const unfinished = `${before}.${process.pid}`;
  cpSync(outDir, unfinished, { recursive: true });
  try {
    renameSync(unfinished, before);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process stored the same stack first.
    if (!existsSync(before)) throw error;
  }
  removeOlder(cache);
}

async function runProgram(outDir: string, root: string): Promise<void> {
  // The CDK's own checks of the template are for what is deployed, and take a second.
  const env = {
    ...process.env,
    CDK_OUTDIR: outDir,
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify(settings()),
  };
  await promisify(execFile)(process.execPath, ['bin/waybill.ts'], { cwd: root, env, maxBuffer: 64 * 1024 * 1024 });
}
