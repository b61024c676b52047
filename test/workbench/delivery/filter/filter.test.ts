import { describe, expect, test } from 'vitest';
import { queryText } from '../../../../lambdas/contract/query-text.ts';
import { readAddress, writeAddress } from '../../../../workbench/src/delivery/filter/address.ts';
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
  test('is the same after a way through tokens', () => {
    expect(filterOfTokens(tokensOf(FULL))).toEqual(FULL);
    expect(filterOfTokens(tokensOf(NO_FILTER))).toEqual(NO_FILTER);
  });

  test('is the same after a way through the address, with what is open', () => {
    const looked = { filter: FULL, page: 'page_x', opened: { event: 'evt_2', account: 'acct_1' } };
    expect(readAddress(writeAddress(looked))).toEqual(looked);
    expect(writeAddress({ filter: NO_FILTER })).toBe('');
    expect(readAddress('')).toEqual({ filter: NO_FILTER });
  });

  test('takes the last of several values where the API takes one', () => {
    const tokens = ['failed', 'pending'].map((value) => ({ propertyKey: 'status', operator: '=', value }));
    expect(filterOfTokens(tokens)).toEqual({ types: [], status: 'pending' });
  });

  test('takes several types, each once, as many as the API does', () => {
    const types = (values: string[]) =>
      filterOfTokens(values.map((value) => ({ propertyKey: 'type', operator: '=', value }))).types;
    expect(types(['a.b', ' a.b ', 'c.*'])).toEqual(['a.b', 'c.*']);
    expect(types(Array.from({ length: 30 }, (_, index) => `a.b${index}`))).toHaveLength(MAX_TYPES);
  });

  test('understands what is typed in without a property', () => {
    const typed = (value: string) => filterOfTokens([{ operator: '=', value }]);
    expect(typed('evt_123')).toEqual({ types: [], event: 'evt_123' });
    expect(typed('Failed')).toEqual({ types: [], status: 'failed' });
    expect(typed('invoice.*')).toEqual({ types: ['invoice.*'] });
  });

  test('keeps values that are typed in beside others', () => {
    const tokens = [
      { propertyKey: 'type', operator: '=', value: 'a.b' },
      { operator: '=', value: 'evt_1' },
    ];
    expect(filterOfTokens(tokens)).toEqual({ types: ['a.b'], event: 'evt_1' });
  });

  test('leaves out what is no value, and what is no property', () => {
    expect(readAddress('?status=odd&since=soon&until=&type=&id=%20')).toEqual({ filter: NO_FILTER });
    expect(filterOfTokens([{ propertyKey: 'created', operator: '>=', value: null }])).toEqual(NO_FILTER);
    expect(filterOfTokens([{ propertyKey: 'odd', operator: '=', value: 'x' }])).toEqual(NO_FILTER);
  });

  test('knows whether it lets everything through', () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ types: [], since: '1h' })).toBe(true);
    expect(isFiltered({ types: ['a.b'] })).toBe(true);
  });
});

describe('the query of the API', () => {
  test('has times counted from now, and exact ones as they are', () => {
    expect(queryOf(FULL, NOW)).toEqual({
      status: 'failed',
      types: ['invoice.*', 'order.paid'],
      created: { gte: '2026-11-24T12:00:00.000Z', lte: '2026-11-25T00:00:00.000Z' },
      event: 'evt_1',
    });
  });

  test('has nothing of a filter that lets everything through', () => {
    expect(queryOf(NO_FILTER, NOW)).toEqual({});
  });

  test('is written as the API reads it', () => {
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

describe('a moment in fields of a form', () => {
  test('is the same after a way through them, to the second', () => {
    const moment = '2026-11-25T03:04:05.000Z';
    expect(momentOf(localParts(moment))).toBe(moment);
  });

  test('is none without a date, and begins the day or hour where the time is left out', () => {
    expect(momentOf({ date: '', clock: '10:00' })).toBeUndefined();
    expect(momentOf({ date: '2026-11-25', clock: '' })).toBe(new Date('2026-11-25T00:00:00').toISOString());
    expect(momentOf({ date: '2026-11-25', clock: '14:3' })).toBe(new Date('2026-11-25T14:03:00').toISOString());
  });

  test('is empty for what is no moment', () => {
    expect(localParts('')).toEqual({ date: '', clock: '' });
  });
});
