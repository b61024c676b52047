/**
 * `npm run test:permissions`: a mutation test of the policies. Runs the tests with a log of which grants their requests need, and
 * fails when no test needs a grant. Then it really removes some grants, or all, and expects that the test fails.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../local/synthesize.ts';
import { Template } from '../../local/template.ts';
import { GRANT_LOG } from '../doubles/grant-log.ts';
import { REMOVED_GRANT } from '../doubles/removed-grant.ts';
import { grantsOf } from './grants.ts';
import { documentOf, nameOf, ownerOf, problemsIn, type Row, readLog, rowsOf } from './report.ts';

const HELP = `Tests that the tests notice when a permission is missing.

  npm run test:permissions -- [options]

  --sample N     removes N grants, one after another, and expects that the test that needs it fails (default: 5)
  --full         removes every grant, which takes hours
  --write        writes the table to docs/permissions.md
  --log FOLDER   uses the log of an earlier run of the tests, or keeps the log there
  --help         shows this help`;

/** Longest time of a test without a grant, milliseconds. It may wait for what never happens. */
const MUTATED_TEST_MS = '60000';

/** Tests whose requests are logged. Those of the browser need nothing else. */
const TESTS = ['test/e2e', 'test/cli', 'test/local/permissions'];

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    log: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const vitest = (options: readonly string[], env: Record<string, string>): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const args = ['vitest', 'run', '--project', 'e2e', '--project', 'stack', ...options];
    // In CI, vitest would overwrite the results of the tests without a mutation.
    const child = spawn('npx', args, { env: { ...process.env, CI: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });

async function templateOfPlatform(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stack-'));
  try {
    await synthesize(folder);
    return Template.load(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function logOf(folder: string) {
  mkdirSync(folder, { recursive: true });
  const before = readLog(folder);
  if (before.length > 0) return before;
  console.log('Running the tests ...');
  const { code, output } = await vitest(TESTS, { [GRANT_LOG]: folder });
  if (code !== 0) {
    console.log(output);
    throw new Error('The tests fail without a mutation.');
  }
  return readLog(folder);
}

/** Removes a grant and runs the test that needs it. Returns whether the test fails. */
async function isNoticed({ grant, tests }: Row): Promise<boolean> {
  const { code } = await vitest(['--bail', '1', '--testTimeout', MUTATED_TEST_MS, ...tests.slice(0, 1)], {
    [REMOVED_GRANT]: JSON.stringify(grant),
  });
  return code !== 0;
}

/** Returns as many rows as asked for, evenly over the template. */
const sampleOf = (rows: readonly Row[], count: number): Row[] =>
  Array.from({ length: Math.min(count, rows.length) }, (_, n) => rows[Math.floor((n * rows.length) / count)] as Row);

const scratch = mkdtempSync(join(tmpdir(), 'waybill-grants-'));
try {
  const rows = rowsOf(grantsOf(await templateOfPlatform()), await logOf(values.log ?? scratch));
  if (values.write) writeFileSync('docs/permissions.md', documentOf(rows));
  const needed = rows.filter(({ tests }) => tests.length > 0);
  const problems = problemsIn(rows);
  console.log(
    `${rows.length} grants: ${needed.length} are needed by a test, ${rows.length - needed.length - problems.length} stay with a reason.`,
  );
  for (const problem of problems) console.log(`no test needs: ${problem}`);

  let unnoticed = 0;
  for (const row of values.full ? needed : sampleOf(needed, Number(values.sample))) {
    const noticed = await isNoticed(row);
    if (!noticed) unnoticed += 1;
    const { effect, action, resource, policy } = row.grant;
    const text = `${effect} ${action} on ${nameOf(resource)} (${ownerOf(policy)})`;
    console.log(`${noticed ? 'noticed' : 'NOT NOTICED'}: ${text}, by ${row.tests[0]}`);
  }
  process.exitCode = problems.length + unnoticed > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
