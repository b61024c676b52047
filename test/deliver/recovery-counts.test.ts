import { expect, test, vi } from 'vitest';
import { logger } from '../../lambdas/adapters/telemetry/telemetry.ts';
import type { RecoveryCounts } from '../../lambdas/core/recovery/recovery.ts';
import { createRecoveryCounts } from '../../lambdas/deliver/recovery-counts.ts';
import { aMessage } from '../doubles/factories.ts';

const ID = aMessage().destination.id;
const of = (recovery: string) => aMessage({ first: false, trigger: 'manual', recovery });

test('the results of a batch are added once, with one write for each recovery', async () => {
  const added: [string, string, RecoveryCounts][] = [];
  const counts = createRecoveryCounts(async (...one) => {
    added.push(one);
  });
  counts.report(of('rcv_1'), 'delivered');
  counts.report(of('rcv_2'), 'failed');
  counts.report(of('rcv_1'), 'skipped');
  counts.report(of('rcv_1'), 'delivered');
  await counts.flush();
  await counts.flush();
  expect(added).toEqual([
    [ID, 'rcv_1', { delivered: 2, failed: 0, skipped: 1 }],
    [ID, 'rcv_2', { delivered: 0, failed: 1, skipped: 0 }],
  ]);
});

test('a count that cannot be written is logged, and the batch succeeds', async () => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  const counts = createRecoveryCounts(async () => {
    throw new Error('throttled');
  });
  counts.report(of('rcv_1'), 'delivered');
  await counts.flush();
  expect(warn).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ recovery: 'rcv_1', delivered: 1 }));
  warn.mockRestore();
});
