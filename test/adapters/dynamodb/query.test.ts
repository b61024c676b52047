import { describe, expect, test } from 'vitest';
import { keyBounds, pageOf, type RangeRead } from '../../../lambdas/adapters/dynamodb/query.ts';
import { eventKeyAt, newId } from '../../../lambdas/core/ids.ts';
import { T0 } from '../../doubles/factories.ts';

/** Rows 1 to `count`, of which only some fit; DynamoDB looks at up to 500 of them in a read. */
const table = (count: number, fits: (n: number) => boolean) => {
  let reads = 0;
  const read = async ({ forward, limit, from }: RangeRead) => {
    reads += 1;
    const at = from ? Number(from.event_id?.S) : forward ? 0 : count + 1;
    const next = (n: number) => (forward ? at + n : at - n);
    const looked = Array.from({ length: limit }, (_, n) => next(n + 1)).filter((n) => n >= 1 && n <= count);
    const stopped = looked.at(-1);
    const more = stopped !== undefined && (forward ? stopped < count : stopped > 1);
    return { items: looked.filter(fits), last: more ? { event_id: { S: String(stopped) } } : undefined };
  };
  return { read, reads: () => reads };
};

describe('a page', () => {
  test('without a match ends after reading everything', async () => {
    const { read } = table(700, () => false);
    expect(await pageOf({ limit: 5, filtered: true }, read)).toEqual({ items: [], hasMore: false });
  });

  test('that may be empty stops after a number of reads, and returns the key up to which it read', async () => {
    const { read, reads } = table(100_000, (n) => n === 1);
    const page = await pageOf({ limit: 5, filtered: true, mayBeEmpty: true }, read);
    expect(page).toEqual({ items: [], hasMore: true, reached: '80001' });
    expect(reads()).toBe(40);
  });

  test('that must not be empty continues until it finds a match, because SDKs fail on an empty page with more', async () => {
    const { read } = table(100_000, (n) => n === 50_000);
    const page = await pageOf({ limit: 5, filtered: true }, read);
    expect(page).toMatchObject({ items: [50_000], hasMore: true });
  });

  test('without a match among half a million rows is refused, and the error names the field to set', async () => {
    const { read } = table(600_000, (n) => n === 1);
    await expect(pageOf({ limit: 5, filtered: true }, read)).rejects.toMatchObject({ param: 'created' });
  });

  test('has the limit, although a read returned more, and the next page continues there', async () => {
    const { read } = table(2000, (n) => n % 7 === 0);
    const older = await pageOf({ limit: 3, filtered: true }, read);
    expect(older).toEqual({ items: [1995, 1988, 1981], hasMore: true });
    const newer = await pageOf({ limit: 3, filtered: true, endingBefore: '0' }, read);
    expect(newer).toEqual({ items: [21, 14, 7], hasMore: true });
  });
});

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
