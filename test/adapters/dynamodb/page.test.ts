import { describe, expect, test } from 'vitest';
import { pageOf } from '../../../lambdas/adapters/dynamodb/page.ts';

/** Rows 1 to `count`, of which only some fit. */
const table = (count: number, fits: (n: number) => boolean) => {
  let reads = 0;
  const read = (forward: boolean) => {
    let at = forward ? 0 : count + 1;
    return async (rows: number) => {
      reads += 1;
      const looked = Array.from({ length: rows }, (_, n) => (forward ? at + n + 1 : at - n - 1));
      const present = looked.filter((n) => n >= 1 && n <= count);
      at = present.at(-1) ?? at;
      return { items: present.filter(fits), isAtEnd: forward ? at >= count : at <= 1, reached: String(at) };
    };
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
