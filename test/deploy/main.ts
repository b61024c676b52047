/**
 * `npm run test:deploy`: runs `npm run deploy:check` with cfn-lint, which it installs if the machine has Python. It needs the Python
 * package registry, so it is not part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CFN_LINT_VERSION, lintTemplate } from '../../lib/release/cfn-lint.ts';
import { installed } from '../emulators/install/installation.ts';
import { PYTHON_NEEDS, pipInstall } from '../emulators/install/python.ts';

/** Returns whether cfn-lint refuses a template that AWS would refuse. Otherwise its silence about ours proves nothing. */
async function findsErrors(command: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-lint-'));
  try {
    const file = join(folder, 'broken.template.json');
    writeFileSync(
      file,
      JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Nam: 'x' } } } }),
    );
    const result = await lintTemplate(command, file);
    return result.kind === 'findings' && result.text.includes('Nam');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const result = await installed({
  name: 'cfn-lint',
  version: CFN_LINT_VERSION,
  needs: PYTHON_NEEDS,
  program: 'bin/cfn-lint',
  install: (folder) => pipInstall(folder, `cfn-lint==${CFN_LINT_VERSION}`),
});
const program = 'program' in result ? result.program : undefined;
if (program && !(await findsErrors(program))) throw new Error(`${program} finds no error in a wrong template.`);
const env = { ...process.env, ...(program && { CFN_LINT: program }) };
const { status } = spawnSync('npm', ['run', '-s', 'deploy:check'], { stdio: 'inherit', env });
// Last, where it is read.
if ('missing' in result) console.log(`Not tried: cfn-lint. ${result.missing}`);
process.exit(status ?? 1);
