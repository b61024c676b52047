import { describe, expect, test } from 'vitest';
import { keyBounds } from '../../../lambdas/adapters/dynamodb/query.ts';
import { eventKeyAt, newId } from '../../../lambdas/core/ids.ts';
import { T0 } from '../../doubles/factories.ts';

describe('bounds of keys', () => {
  const at = (ms: number) => newId('evt_', ms, () => 0.5);
  const lies = (key: string, bounds: ReturnType<typeof keyBounds>) =>
    bounds !== undefined && key >= bounds.low && key <= bounds.high;

  test('exclude the cursor and include its neighbours', () => {
    const key = eventKeyAt(T0) + '0'.repeat(16);
    const [below, above] = [`${eventKeyAt(T0 - 1)}${'Z'.repeat(16)}`, `${eventKeyAt(T0)}${'0'.repeat(15)}1`];
    const [older, newer] = [keyBounds({ startingAfter: key }), keyBounds({ endingBefore: key })];
    expect([below, key, above].map((one) => lies(one, older))).toEqual([true, false, false]);
    expect([below, key, above].map((one) => lies(one, newer))).toEqual([false, false, true]);
  });

  test('exclude the cursor and include its neighbours when it has a shard', () => {
    const at = `${eventKeyAt(T0)}${'0'.repeat(15)}`;
    const [below, key, above] = [`${at}1Z`, `${at}2G`, `${at}31`];
    const [older, newer] = [keyBounds({ startingAfter: key }), keyBounds({ endingBefore: key })];
    expect([below, key, above].map((one) => lies(one, older))).toEqual([true, false, false]);
    expect([below, key, above].map((one) => lies(one, newer))).toEqual([false, false, true]);
  });

  test('of times take in the first millisecond and not the last', () => {
    const bounds = keyBounds({}, { from: T0, until: T0 + 10 });
    expect([T0 - 1, T0, T0 + 9, T0 + 10].map((ms) => lies(at(ms), bounds))).toEqual([false, true, true, false]);
  });

  test.each([-3_600_000, 2 ** 48])('take any time, also one that no event can be of: %d', (ms) => {
    for (const bounds of [{ from: ms }, { until: ms }]) {
      expect(lies(at(T0), keyBounds({}, bounds))).toBe('from' in bounds ? ms < T0 : ms > T0);
    }
  });

  test('of an empty range are undefined', () => {
    expect(keyBounds({ startingAfter: at(T0) }, { from: T0 + 1 })).toBeUndefined();
  });
});
