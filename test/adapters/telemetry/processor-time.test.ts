import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { processorTime } from '../../../lambdas/adapters/telemetry/processor-time.ts';

test('does not advance while the thread waits, and advances while it works', async () => {
  const before = processorTime();
  await pause(300);
  const waited = processorTime() - before;
  expect(waited).toBeLessThan(150_000);

  const start = processorTime();
  const worked = () => processorTime() - start;
  // Work of a few seconds at most, however long a busy machine takes over it.
  for (let round = 0; round < 100 && worked() <= waited; round++) for (let n = 0; n < 1e8; n++);
  expect(worked()).toBeGreaterThan(waited);
});
