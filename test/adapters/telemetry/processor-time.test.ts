import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { processorTime } from '../../../lambdas/adapters/telemetry/processor-time.ts';

test('stands still while the thread waits, and goes on while it works', async () => {
  const before = processorTime();
  await pause(300);
  const waited = processorTime() - before;
  expect(waited).toBeLessThan(150_000);

  const start = processorTime();
  // Work of about 100 ms, however long a busy machine takes over it.
  for (let n = 0; n < 1e8; n++);
  expect(processorTime() - start).toBeGreaterThan(waited);
});
