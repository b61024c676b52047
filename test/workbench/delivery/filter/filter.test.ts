import { describe, expect, test } from 'vitest';
import { queryText } from '../../../../lambdas/contract/query-text.ts';
import {
  ageOf,
  filterOfTokens,
  isFiltered,
  type ListFilter,
  MAX_TYPES,
  NO_FILTER,
  queryOf,
  tokensOf,
} from '../../../../workbench/src/delivery/filter/filter.ts';
import { readListView, writeListView } from '../../../../workbench/src/delivery/filter/list-view.ts';
import { localParts, momentOf } from '../../../../workbench/src/delivery/filter/local-time.ts';

const NOW = Date.UTC(2026, 10, 25, 12);

const FULL: ListFilter = {
  status: 'failed',
  types: ['invoice.*', 'order.paid'],
  since: '24h',
  until: '2026-11-25T00:00:00.000Z',
  event: 'evt_1',
};

describe('the filter of the list', () => {
  test('survives a conversion to tokens and back', () => {
    expect(filterOfTokens(tokensOf(FULL))).toEqual(FULL);
    expect(filterOfTokens(tokensOf(NO_FILTER))).toEqual(NO_FILTER);
  });

  test('survives a conversion to the URL and back, with the open delivery', () => {
    const view = { filter: FULL, page: 'page_x', opened: { event: 'evt_2', account: 'acct_1' } };
    expect(readListView(writeListView(view))).toEqual(view);
    expect(writeListView({ filter: NO_FILTER })).toBe('');
    expect(readListView('')).toEqual({ filter: NO_FILTER });
  });

  test('uses the last of several values when the API accepts one', () => {
    const tokens = ['failed', 'pending'].map((value) => ({ propertyKey: 'status', operator: '=', value }));
    expect(filterOfTokens(tokens)).toEqual({ types: [], status: 'pending' });
  });

  test('accepts several different types, up to the limit of the API', () => {
    const types = (values: string[]) =>
      filterOfTokens(values.map((value) => ({ propertyKey: 'type', operator: '=', value }))).types;
    expect(types(['a.b', ' a.b ', 'c.*'])).toEqual(['a.b', 'c.*']);
    expect(types(Array.from({ length: 30 }, (_, index) => `a.b${index}`))).toHaveLength(MAX_TYPES);
  });

  test('guesses the property of a text without one', () => {
    const typed = (value: string) => filterOfTokens([{ operator: '=', value }]);
    expect(typed('evt_123')).toEqual({ types: [], event: 'evt_123' });
    expect(typed('Failed')).toEqual({ types: [], status: 'failed' });
    expect(typed('invoice.*')).toEqual({ types: ['invoice.*'] });
  });

  test('keeps the other values when a text is added', () => {
    const tokens = [
      { propertyKey: 'type', operator: '=', value: 'a.b' },
      { operator: '=', value: 'evt_1' },
    ];
    expect(filterOfTokens(tokens)).toEqual({ types: ['a.b'], event: 'evt_1' });
  });

  test('drops invalid values and properties', () => {
    expect(readListView('?status=odd&since=soon&until=&type=&id=%20')).toEqual({ filter: NO_FILTER });
    expect(filterOfTokens([{ propertyKey: 'created', operator: '>=', value: null }])).toEqual(NO_FILTER);
    expect(filterOfTokens([{ propertyKey: 'odd', operator: '=', value: 'x' }])).toEqual(NO_FILTER);
  });

  test('reports whether it is empty', () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ types: [], since: '1h' })).toBe(true);
    expect(isFiltered({ types: ['a.b'] })).toBe(true);
  });
});

describe('the query of the API', () => {
  test('converts ages to times and keeps exact times', () => {
    expect(queryOf(FULL, NOW)).toEqual({
      status: 'failed',
      types: ['invoice.*', 'order.paid'],
      created: { gte: '2026-11-24T12:00:00.000Z', lte: '2026-11-25T00:00:00.000Z' },
      event: 'evt_1',
    });
  });

  test('is empty for an empty filter', () => {
    expect(queryOf(NO_FILTER, NOW)).toEqual({});
  });

  test('has the format of the API', () => {
    const text = decodeURIComponent(queryText({ ...queryOf(FULL, NOW), limit: 20 }));
    expect(text).toBe(
      '?status=failed&types[]=invoice.*&types[]=order.paid&created[gte]=2026-11-24T12:00:00.000Z&created[lte]=2026-11-25T00:00:00.000Z&event=evt_1&limit=20',
    );
  });
});

test('ages are minutes, hours and days', () => {
  expect(ageOf('15m')).toBe(900_000);
  expect(ageOf('24h')).toBe(86_400_000);
  expect(ageOf('7d')).toBe(604_800_000);
  expect(ageOf('7w')).toBeUndefined();
  expect(ageOf('2026-11-25')).toBeUndefined();
});

describe('a time in the fields of a form', () => {
  test('is preserved to the second', () => {
    const moment = '2026-11-25T03:04:05.000Z';
    expect(momentOf(localParts(moment))).toBe(moment);
  });

  test('is undefined without a date, and starts the day or hour without a time', () => {
    expect(momentOf({ date: '', clock: '10:00' })).toBeUndefined();
    expect(momentOf({ date: '2026-11-25', clock: '' })).toBe(new Date('2026-11-25T00:00:00').toISOString());
    expect(momentOf({ date: '2026-11-25', clock: '14:3' })).toBe(new Date('2026-11-25T14:03:00').toISOString());
  });

  test('is empty for an invalid time', () => {
    expect(localParts('')).toEqual({ date: '', clock: '' });
  });
});
