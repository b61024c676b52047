import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // The end-to-end tests start the whole platform; the others share the machine with it.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/test-results.json' }]] : ['default'],
  },
});
