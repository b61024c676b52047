import { defineConfig } from 'vitest/config';
import { TEST_MS, WAIT_MS } from '../limits.ts';
import { type Emulator, emulatorsOf } from './emulators.ts';

const root = new URL('../..', import.meta.url).pathname;
const TESTS_OF_TABLES = ['test/adapters/dynamodb/**/*.test.ts', 'test/publish/crash.test.ts'];
const TESTS_OF_SERVICES = ['test/adapters/{eventbridge,secrets,sns,sqs}/**/*.test.ts'];

/** The tests of adapters, file after file, because they share the emulator. */
const adaptersOn = ({ name, variable }: Emulator) => ({
  extends: true as const,
  test: {
    name,
    include: variable === 'AWS_ENDPOINT_URL' ? [...TESTS_OF_TABLES, ...TESTS_OF_SERVICES] : TESTS_OF_TABLES,
    globalSetup: 'test/emulators/adapters-setup.ts',
    setupFiles: 'test/emulators/deviations.ts',
    fileParallelism: false,
    isolate: false,
    unstubGlobals: true,
  },
});

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
      { extends: true, test: { name: 'loop', include: ['test/emulators/*.emulated.ts'] } },
    ],
  },
});
