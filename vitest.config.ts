import { defineConfig } from 'vitest/config';
import { TEST_MS, WAIT_MS } from './test/limits.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    expect: { poll: { timeout: WAIT_MS } },
    maxWorkers: 2,
    // The end-to-end tests start the whole platform; the others share the machine with it.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/test-results.json' }]] : ['default'],
  },
});
