import { expect, test } from 'vitest';
import type { Client } from '../../api-client/client.ts';
import { pageToken, v1Items, v2Items } from '../../api-client/pages.ts';

/** A client that returns these pages in turn. */
function paging(...pages: object[]) {
  const asked: unknown[] = [];
  const get = async (path: string, query?: object) => {
    asked.push([path, query]);
    return pages[asked.length - 1];
  };
  return { api: { get } as Pick<Client, 'get'>, asked };
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test('a v1 list is read from the last id on until there are no more entries', async () => {
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

test('a v2 list follows next_page_url, also after an empty page', async () => {
  const { api, asked } = paging({ data: [], next_page_url: '/v2/x?page=2' }, { data: ['a'], next_page_url: null });
  expect(await all(v2Items(api, '/v2/x', {}, Number.POSITIVE_INFINITY))).toEqual(['a']);
  expect(asked[1]).toEqual(['/v2/x?page=2', undefined]);
});

test('no more entries are requested than are wanted', async () => {
  const v1 = paging({ data: [{ id: 'a' }, { id: 'b' }], has_more: true });
  expect(await all(v1Items(v1.api, '/v1/x', {}, 2))).toHaveLength(2);
  expect(v1.asked).toEqual([['/v1/x', { limit: 2, starting_after: undefined }]]);
  const v2 = paging({ data: ['a', 'b'], next_page_url: '/v2/x?page=2' });
  expect(await all(v2Items(v2.api, '/v2/x', {}, 1))).toEqual(['a']);
  expect(v2.asked).toHaveLength(1);
});

test('the page token is read from the url of a page', () => {
  expect(pageToken('/v2/x?limit=2&page=page_1')).toBe('page_1');
  expect(pageToken(null)).toBeUndefined();
});
