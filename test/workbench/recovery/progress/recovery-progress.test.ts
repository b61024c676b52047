import { expect, test } from 'vitest';
import {
  canChange,
  durationOf,
  inFlight,
  percentOf,
  runningOf,
} from '../../../../workbench/src/recovery/progress/recovery-progress.ts';

test('events in flight are sent and have no result', () => {
  expect(inFlight({ sent: 10, delivered: 4, failed: 1, skipped: 2 })).toBe(3);
  expect(inFlight({ sent: 2, delivered: 2, failed: 1, skipped: 0 })).toBe(0);
});

test('progress counts the events that have a result', () => {
  const counts = { sent: 20, delivered: 4, failed: 1, skipped: 0 };
  expect(percentOf({ ...counts, progress: 1, status: 'running' })).toBe(25);
  expect(percentOf({ ...counts, delivered: 19, progress: 0.5, status: 'running' })).toBe(50);
});

test('a running recovery is never at 100 percent', () => {
  const counts = { sent: 0, delivered: 0, failed: 0, skipped: 0 };
  expect(percentOf({ ...counts, progress: 1, status: 'running' })).toBe(99);
  expect(percentOf({ ...counts, progress: 1, status: 'succeeded' })).toBe(100);
  expect(percentOf({ ...counts, progress: 0.427, status: 'stopped' })).toBe(42);
});

test('the duration ends with the recovery, or now while it is running', () => {
  const created = '2026-11-25T12:00:00.000Z';
  expect(durationOf({ created, finished: '2026-11-25T12:01:30.000Z' }, 0)).toBe(90_000);
  expect(durationOf({ created, finished: null }, Date.parse(created) + 5000)).toBe(5000);
});

test('the running recovery is found', () => {
  expect(runningOf([{ status: 'stopped' }, { status: 'running' }])).toEqual({ status: 'running' });
  expect(runningOf([{ status: 'succeeded' }])).toBeUndefined();
});

test('the counts of a stopped recovery can change until its queued events are sent', () => {
  const finished = '2026-11-25T12:00:00.000Z';
  const at = (minutes: number) => Date.parse(finished) + minutes * 60_000;
  const open = { sent: 5, delivered: 1, failed: 0, skipped: 0, status: 'stopped', finished } as const;
  expect(canChange(open, at(1))).toBe(true);
  expect(canChange(open, at(4))).toBe(false);
  expect(canChange({ ...open, delivered: 5 }, at(1))).toBe(false);
  expect(canChange({ ...open, delivered: 5, status: 'running', finished: null }, at(1))).toBe(true);
});
