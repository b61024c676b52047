import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { TEST_MS, WAIT_MS } from './test/limits.ts';
import { setTemporaryFolder } from './test/temporary-folder.ts';

setTemporaryFolder();

/** Test files of each project except `unit`, which has all others. */
const FILES = {
  stack: ['test/lib/**/*.test.ts', 'test/local/**/*.test.ts'],
  e2e: ['test/e2e/**/*.test.ts', 'test/cli/**/{command,platform,*-platform}.test.ts'],
  browser: ['test/browser/**/*.test.ts'],
};

/** Tests of projects that leave nothing behind in their process: files of a worker share what they import. */
const sharedModules = { isolate: false, unstubGlobals: true } as const;

/** Projects that mostly wait for processes, schedules and pages. They run side by side, after the unit tests. */
const waiting = { maxWorkers: 4, sequence: { groupOrder: 1 } } as const;

export default defineConfig({
  test: {
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    expect: { poll: { timeout: WAIT_MS } },
    env: {
      // With this, Powertools logs through `console`, which vitest captures. It shows what failed tests have written.
      POWERTOOLS_DEV: 'true',
      // Workers and the programs that tests start keep compiled code for each other.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.compile-cache', import.meta.url)),
    },
    silent: 'passed-only',
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/test-results.json' }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: Object.values(FILES).flat(),
          maxWorkers: 2,
          ...sharedModules,
        },
      },
      {
        extends: true,
        test: {
          name: 'stack',
          include: FILES.stack,
          // Bundles that tests write run as they are.
          server: { deps: { external: [/\/waybill-bundle-/] } },
          ...sharedModules,
          ...waiting,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: FILES.e2e, globalSetup: 'test/e2e/global-setup.ts', ...waiting },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: FILES.browser,
          globalSetup: ['test/e2e/global-setup.ts', 'test/browser/global-setup.ts'],
          ...waiting,
        },
      },
    ],
  },
});
