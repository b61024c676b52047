import { defineConfig } from 'vitest/config';
import { TEST_MS } from '../limits.ts';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/emulators/*.emulated.ts'],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/emulator-results.json' }]] : ['default'],
  },
});
