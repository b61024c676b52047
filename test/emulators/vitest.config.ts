import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { TEST_MS, WAIT_MS } from '../limits.ts';
import { setTemporaryFolder } from '../temporary-folder.ts';
import { type Emulator, emulatorsOf, PROGRAMS, WITH_E2E } from './emulators.ts';

setTemporaryFolder();

const root = new URL('../..', import.meta.url).pathname;

/** Returns the test files that call a function of `test/doubles/local-aws.ts`. */
const testsThatCall = (call: RegExp): string[] =>
  globSync('test/{adapters,publish}/**/*.test.ts', { cwd: root }).filter((file) =>
    call.test(readFileSync(join(root, file), 'utf8')),
  );

/** The tests of adapters, file after file, because they share the emulator. */
const adaptersOn = ({ name, variable }: Emulator) => ({
  extends: true as const,
  test: {
    name,
    include: testsThatCall(variable === 'AWS_ENDPOINT_URL' ? /start(?:Aws|Dynamo|Sqs)\(/ : /startDynamo\(/),
    globalSetup: 'test/emulators/adapters-setup.ts',
    setupFiles: 'test/emulators/deviations.ts',
    fileParallelism: false,
    isolate: false,
    unstubGlobals: true,
  },
});

/** The local platform as a whole, with the tables of each platform in Dynoxide. Takes as long as `npm run test:e2e`. */
const e2eOn = (dynoxide: string) => ({
  extends: true as const,
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/e2e/global-setup.ts',
    setupFiles: 'test/emulators/deviations.ts',
    provide: { dynoxide, emulator: 'Dynoxide' },
    maxWorkers: 4,
    sequence: { groupOrder: 1 },
  },
});

const hasAllServices = emulatorsOf(process.env).some(({ variable }) => variable === 'AWS_ENDPOINT_URL');
/** A file in which no emulator can run a test would be an error. */
const LOOPS = ['test/emulators/loop.emulated.ts', ...(hasAllServices ? ['test/emulators/smoke.emulated.ts'] : [])];

const dynoxide = process.env[PROGRAMS.Dynoxide];

export default defineConfig({
  test: {
    root,
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    expect: { poll: { timeout: WAIT_MS } },
    env: { POWERTOOLS_DEV: 'true' },
    silent: 'passed-only',
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/emulator-results.json' }]] : ['default'],
    projects: [
      ...emulatorsOf(process.env).map(adaptersOn),
      { extends: true, test: { name: 'loop', include: LOOPS } },
      ...(dynoxide && process.env[WITH_E2E] ? [e2eOn(dynoxide)] : []),
    ],
  },
});
