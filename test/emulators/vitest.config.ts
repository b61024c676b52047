import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/emulators/*.emulated.ts'],
    testTimeout: 300_000,
    hookTimeout: 90_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.waybill/emulator-results.json' }]] : ['default'],
  },
});
