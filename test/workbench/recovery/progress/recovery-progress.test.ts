import { expect, test } from 'vitest';
import {
  inFlight,
  isMoving,
  percentOf,
  runningOf,
  tookOf,
} from '../../../../workbench/src/recovery/progress/recovery-progress.ts';

test('what is under way is sent and has no result yet', () => {
  expect(inFlight({ sent: 10, delivered: 4, failed: 1, skipped: 2 })).toBe(3);
  expect(inFlight({ sent: 2, delivered: 2, failed: 1, skipped: 0 })).toBe(0);
});

test('a recovery is as far as the results of what it looked at', () => {
  const counts = { sent: 20, delivered: 4, failed: 1, skipped: 0 };
  expect(percentOf({ ...counts, progress: 1, status: 'running' })).toBe(25);
  expect(percentOf({ ...counts, delivered: 19, progress: 0.5, status: 'running' })).toBe(50);
});

test('a recovery that runs is not at 100 percent', () => {
  const counts = { sent: 0, delivered: 0, failed: 0, skipped: 0 };
  expect(percentOf({ ...counts, progress: 1, status: 'running' })).toBe(99);
  expect(percentOf({ ...counts, progress: 1, status: 'succeeded' })).toBe(100);
  expect(percentOf({ ...counts, progress: 0.427, status: 'stopped' })).toBe(42);
});

test('it takes from its start to its end, or until now', () => {
  const created = '2026-11-25T12:00:00.000Z';
  expect(tookOf({ created, finished: '2026-11-25T12:01:30.000Z' }, 0)).toBe(90_000);
  expect(tookOf({ created, finished: null }, Date.parse(created) + 5000)).toBe(5000);
});

test('the one that runs is found', () => {
  expect(runningOf([{ status: 'stopped' }, { status: 'running' }])).toEqual({ status: 'running' });
  expect(runningOf([{ status: 'succeeded' }])).toBeUndefined();
});

test('the numbers of a stopped recovery change until what was in the queue has gone out', () => {
  const finished = '2026-11-25T12:00:00.000Z';
  const at = (minutes: number) => Date.parse(finished) + minutes * 60_000;
  const open = { sent: 5, delivered: 1, failed: 0, skipped: 0, status: 'stopped', finished } as const;
  expect(isMoving(open, at(1))).toBe(true);
  expect(isMoving(open, at(4))).toBe(false);
  expect(isMoving({ ...open, delivered: 5 }, at(1))).toBe(false);
  expect(isMoving({ ...open, delivered: 5, status: 'running', finished: null }, at(1))).toBe(true);
});
