/**
 * `npm run test:emulators`: runs tests of the adapters and the platform against AWS emulators of other projects. Installs those
 * that the machine can run, and prints what it could not try and why. It needs package registries, so it is not part of `npm test`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GIVEN_DYNAMODB, PROGRAMS, type Program, WITH_E2E } from './emulators.ts';
import { DYNOXIDE } from './install/dynoxide.ts';
import { type Installation, installed } from './install/installation.ts';
import { MOTO } from './install/moto.ts';

const INSTALLATIONS: Readonly<Record<Program, Installation>> = { moto: MOTO, Dynoxide: DYNOXIDE };

const withE2e = process.argv.includes('--e2e');
const env: NodeJS.ProcessEnv = { ...process.env, ...(withE2e ? { [WITH_E2E]: 'true' } : {}) };
const notTried: string[] = [];
for (const [name, installation] of Object.entries(INSTALLATIONS) as [Program, Installation][]) {
  const result = await installed(installation);
  if ('program' in result) env[PROGRAMS[name]] = result.program;
  else notTried.push(`${name}. ${result.missing}`);
}
if (!process.env[GIVEN_DYNAMODB]) {
  notTried.push(
    `DynamoDB Local. Start an empty one and name it, as in ${GIVEN_DYNAMODB}=http://127.0.0.1:8000. ` +
      'It has its own license terms, so this script does not install it.',
  );
}

const hasEmulator = [...Object.values(PROGRAMS), GIVEN_DYNAMODB].some((variable) => env[variable]);
const status = hasEmulator ? await runTests() : 0;
// Last, where they are read.
for (const reason of notTried) console.log(`Not tried: ${reason}`);
process.exit(status);

async function runTests(): Promise<number> {
  const given = process.argv.slice(2).filter((arg) => arg !== '--e2e');
  const args = ['vitest', 'run', '--config', 'test/emulators/vitest.config.ts', ...given];
  const [code] = await once(spawn('npx', args, { stdio: 'inherit', env }), 'exit');
  return code ?? 1;
}
