/**
 * `npm run test:emulators`: runs the platform against other AWS emulators. Installs moto if the machine has Python, and prints
 * what it could not test and why. It needs the Python package registry, so it is not part of `npm test`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const MOTO = 'moto[server]==5.2.5';
const FOLDER = '.waybill/emulators';
const VENV = join(FOLDER, 'venv');
const SERVER = join(VENV, 'bin', 'moto_server');

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** @returns why moto cannot be installed; undefined when it is installed */
async function withoutMoto(): Promise<string | undefined> {
  if (existsSync(SERVER)) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  if ((await run('python3', ['-m', 'venv', VENV])) !== 0) return 'python3 with its venv module is needed';
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MOTO];
  if ((await run(join(VENV, 'bin', 'python3'), pip)) !== 0) return `pip could not install ${MOTO}`;
  return undefined;
}

const missing = await withoutMoto();
const dynamodb = process.env.AWS_ENDPOINT_URL_DYNAMODB;
if (missing) console.log(`Not tried: moto. ${missing}.`);
if (!dynamodb) {
  console.log(
    'Not tried: DynamoDB Local. Start one and name it, as in AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000.',
  );
}
if (missing && !dynamodb) process.exit(0);
const env = { ...process.env, ...(missing ? {} : { WAYBILL_MOTO_SERVER: SERVER }) };
process.exit(await run('npx', ['vitest', 'run', '--config', 'test/emulators/vitest.config.ts'], env));
