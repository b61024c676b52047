import { expect, test } from 'vitest';
import type { Api } from '../../../cli/api/client.ts';
import { entriesAsked, v1Items, v2Items } from '../../../cli/api/pages.ts';

/** Answers one prepared page after the other. */
function paging(...pages: object[]) {
  const asked: unknown[] = [];
  const get = async (path: string, query?: object) => {
    asked.push([path, query]);
    return pages[asked.length - 1];
  };
  return { api: { get } as unknown as Api, asked };
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test('v1 goes on after the last id until there is no more', async () => {
  const { api, asked } = paging(
    { data: [{ id: 'a' }, { id: 'b' }], has_more: true },
    { data: [{ id: 'c' }], has_more: false },
  );
  expect(await all(v1Items(api, '/v1/x', { type: 't' }, Number.POSITIVE_INFINITY))).toEqual([
    { id: 'a' },
    { id: 'b' },
    { id: 'c' },
  ]);
  expect(asked).toEqual([
    ['/v1/x', { type: 't', limit: 100, starting_after: undefined }],
    ['/v1/x', { type: 't', limit: 100, starting_after: 'b' }],
  ]);
});

test('v2 follows the urls, over empty pages too', async () => {
  const { api, asked } = paging({ data: [], next_page_url: '/v2/x?page=2' }, { data: ['a'], next_page_url: null });
  expect(await all(v2Items(api, '/v2/x', {}, Number.POSITIVE_INFINITY))).toEqual(['a']);
  expect(asked[1]).toEqual(['/v2/x?page=2', undefined]);
});

test('no more is asked for than is wanted', async () => {
  const v1 = paging({ data: [{ id: 'a' }, { id: 'b' }], has_more: true });
  expect(await all(v1Items(v1.api, '/v1/x', {}, 2))).toHaveLength(2);
  expect(v1.asked).toEqual([['/v1/x', { limit: 2, starting_after: undefined }]]);
  const v2 = paging({ data: ['a', 'b'], next_page_url: '/v2/x?page=2' });
  expect(await all(v2Items(v2.api, '/v2/x', {}, 1))).toEqual(['a']);
  expect(v2.asked).toHaveLength(1);
});

test('--limit and --all say how many, not both', () => {
  expect(entriesAsked({})).toBe(20);
  expect(entriesAsked({ limit: '7' })).toBe(7);
  expect(entriesAsked({ all: true })).toBe(Number.POSITIVE_INFINITY);
  for (const wrong of [{ limit: '0' }, { limit: 'x' }, { limit: '1.5' }, { limit: '3', all: true }]) {
    expect(() => entriesAsked(wrong)).toThrow(/--limit/);
  }
});
