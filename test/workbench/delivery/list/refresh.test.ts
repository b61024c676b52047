import { describe, expect, test } from 'vitest';
import type { Delivery, V2Page } from '../../../../workbench/src/api/types.ts';
import {
  isReading,
  keyOf,
  needsContinuation,
  type Row,
  refreshed,
  type Shown,
} from '../../../../workbench/src/delivery/list/refresh.ts';

/** A delivery of an event that was published `second` seconds after the start. */
const delivery = (second: number, given: Partial<Row> = {}): Row => ({
  object: 'event_delivery',
  destination: 'ed_1',
  event: `evt_${second}`,
  event_type: 'invoice.paid',
  account: 'acct_1',
  livemode: false,
  created: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
  status: 'pending',
  failure_reason: null,
  failure_detail: null,
  waiting: false,
  attempt_count: 1,
  first_attempt_at: null,
  last_attempt_at: null,
  next_attempt_at: null,
  ...given,
});

const page = (seconds: readonly (number | Row)[], more = false): V2Page<Delivery> => ({
  data: seconds.map((one) => (typeof one === 'number' ? delivery(one) : one)),
  next_page_url: more ? '/next' : null,
  previous_page_url: null,
});

const showing = (newest: V2Page<Delivery>): Shown => ({ page: newest, arrived: 0, arrivedMore: false });
const eventsOf = ({ page: { data } }: Shown) => data.map(({ event }) => event);
const outdatedOf = ({ page: { data } }: Shown) => data.filter(({ outdated }) => outdated).map(({ event }) => event);

describe('the list, after a refresh', () => {
  test('shows the new page while the user is not reading', () => {
    const shown = refreshed(showing(page([2, 1])), { newest: page([3, 2, 1]) }, false);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(shown.arrived).toBe(0);
  });

  test('shows the first page, and a page after an empty one, even while the user is reading', () => {
    expect(eventsOf(refreshed(undefined, { newest: page([1]) }, true))).toEqual(['evt_1']);
    expect(eventsOf(refreshed(showing(page([])), { newest: page([1]) }, true))).toEqual(['evt_1']);
  });

  test('while the user is reading, keeps its rows in place, updates them and counts new deliveries', () => {
    const delivered = delivery(1, { status: 'delivered' });
    const shown = refreshed(showing(page([2, 1])), { newest: page([4, 3, 2, delivered]) }, true);
    expect(eventsOf(shown)).toEqual(['evt_2', 'evt_1']);
    expect(shown.page.data[1]?.status).toBe('delivered');
    expect(shown).toMatchObject({ arrived: 2, arrivedMore: false });
  });

  test('reports that there are more new deliveries than counted when the entire page is new', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([9, 8], true) }, true);
    expect(shown).toMatchObject({ arrived: 2, arrivedMore: true });
  });

  test('keeps the next page of the rows that are shown', () => {
    const was = showing({ ...page([2, 1], true), next_page_url: '/after-1' });
    const shown = refreshed(was, { newest: { ...page([3, 2], true), next_page_url: '/after-2' } }, true);
    expect(shown.page.next_page_url).toBe('/after-1');
  });

  test('keeps and marks rows that no longer match the filter', () => {
    const shown = refreshed(showing(page([3, 2, 1])), { newest: page([3, 1]) }, true);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(outdatedOf(shown)).toEqual(['evt_2']);
  });

  test('unmarks a row that matches again', () => {
    const was = refreshed(showing(page([2, 1])), { newest: page([2]) }, true);
    expect(outdatedOf(was)).toEqual(['evt_1']);
    expect(outdatedOf(refreshed(was, { newest: page([2, 1]) }, true))).toEqual([]);
  });

  test('does not mark rows that moved off the newest page', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([3, 2], true) }, true);
    expect(outdatedOf(shown)).toEqual([]);
  });

  test('updates rows that moved off the newest page from the continuation', () => {
    const continuation = page([2, delivery(1, { status: 'failed' })], true);
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([9, 8], true), continuation }, true);
    expect(shown.page.data.map(({ status }) => status)).toEqual(['pending', 'failed']);
    expect(shown.arrived).toBe(2);
  });

  test('counts a new delivery between the rows, whose first attempt took long', () => {
    const shown = refreshed(showing(page([3, 1], true)), { newest: page([3, 2, 1], true) }, true);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_1']);
    expect(shown.arrived).toBe(1);
  });

  test('does not count older deliveries that fill the page', () => {
    const shown = refreshed(showing(page([4, 3], true)), { newest: page([4, 2], true) }, true);
    expect(shown.arrived).toBe(0);
    expect(outdatedOf(shown)).toEqual(['evt_3']);
  });

  test('keeps its rows when the page has no matches so far', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([], true) }, true);
    expect(outdatedOf(shown)).toEqual([]);
    expect(shown.arrived).toBe(0);
  });
});

describe('a newest page', () => {
  test('needs a continuation when it does not reach every row', () => {
    expect(needsContinuation(page([2, 1]).data, page([3, 2], true))).toBe(true);
    expect(needsContinuation(page([2, 1]).data, page([3, 2, 1], true))).toBe(false);
  });

  test('without further pages needs no continuation', () => {
    expect(needsContinuation(page([2, 1]).data, page([2]))).toBe(false);
  });
});

test('event ids of different accounts identify different rows', () => {
  expect(keyOf(delivery(1, { account: 'acct_1' }))).not.toBe(keyOf(delivery(1, { account: 'acct_2' })));
});

test('the user is reading when the page is scrolled, or a row is hovered, focused, open or selected', () => {
  const idle = { scrolled: false, pointed: false, focused: false, opened: false, selected: false };
  expect(isReading(idle)).toBe(false);
  for (const name of Object.keys(idle)) expect(isReading({ ...idle, [name]: true })).toBe(true);
});
