import { describe, expect, test } from 'vitest';
import type { Delivery, V2Page } from '../../../../workbench/src/api/types.ts';
import {
  isOutrun,
  isReading,
  keyOf,
  type Row,
  refreshed,
  type Shown,
} from '../../../../workbench/src/delivery/list/refresh.ts';

/** Published so many seconds after the beginning. */
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
const leftOf = ({ page: { data } }: Shown) => data.filter(({ left }) => left).map(({ event }) => event);

describe('the list, when an answer comes', () => {
  test('shows it while nobody reads', () => {
    const shown = refreshed(showing(page([2, 1])), { newest: page([3, 2, 1]) }, false);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(shown.arrived).toBe(0);
  });

  test('shows the first answer, and one where there were no rows, even while somebody reads', () => {
    expect(eventsOf(refreshed(undefined, { newest: page([1]) }, true))).toEqual(['evt_1']);
    expect(eventsOf(refreshed(showing(page([])), { newest: page([1]) }, true))).toEqual(['evt_1']);
  });

  test('keeps its rows in place while somebody reads, brings them up to date and counts what is new', () => {
    const delivered = delivery(1, { status: 'delivered' });
    const shown = refreshed(showing(page([2, 1])), { newest: page([4, 3, 2, delivered]) }, true);
    expect(eventsOf(shown)).toEqual(['evt_2', 'evt_1']);
    expect(shown.page.data[1]?.status).toBe('delivered');
    expect(shown).toMatchObject({ arrived: 2, arrivedMore: false });
  });

  test('says that there are more new ones than were counted when the whole answer is new', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([9, 8], true) }, true);
    expect(shown).toMatchObject({ arrived: 2, arrivedMore: true });
  });

  test('keeps the way to the next page of what is shown', () => {
    const was = showing({ ...page([2, 1], true), next_page_url: '/after-1' });
    const shown = refreshed(was, { newest: { ...page([3, 2], true), next_page_url: '/after-2' } }, true);
    expect(shown.page.next_page_url).toBe('/after-1');
  });

  test('keeps and marks rows that fit the filter no longer', () => {
    const shown = refreshed(showing(page([3, 2, 1])), { newest: page([3, 1]) }, true);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(leftOf(shown)).toEqual(['evt_2']);
  });

  test('takes the mark from a row that fits again', () => {
    const was = refreshed(showing(page([2, 1])), { newest: page([2]) }, true);
    expect(leftOf(was)).toEqual(['evt_1']);
    expect(leftOf(refreshed(was, { newest: page([2, 1]) }, true))).toEqual([]);
  });

  test('does not mark rows that were only pushed off the newest page', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([3, 2], true) }, true);
    expect(leftOf(shown)).toEqual([]);
  });

  test('brings rows that were pushed off up to date by what is asked for beside', () => {
    const beside = page([2, delivery(1, { status: 'failed' })], true);
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([9, 8], true), beside }, true);
    expect(shown.page.data.map(({ status }) => status)).toEqual(['pending', 'failed']);
    expect(shown.arrived).toBe(2);
  });

  test('counts one that turns up between the rows, since its first attempt took long', () => {
    const shown = refreshed(showing(page([3, 1], true)), { newest: page([3, 2, 1], true) }, true);
    expect(eventsOf(shown)).toEqual(['evt_3', 'evt_1']);
    expect(shown.arrived).toBe(1);
  });

  test('does not count what fills the page up from below', () => {
    const shown = refreshed(showing(page([4, 3], true)), { newest: page([4, 2], true) }, true);
    expect(shown.arrived).toBe(0);
    expect(leftOf(shown)).toEqual(['evt_3']);
  });

  test('learns nothing of its rows from an answer in which nothing was found so far', () => {
    const shown = refreshed(showing(page([2, 1], true)), { newest: page([], true) }, true);
    expect(leftOf(shown)).toEqual([]);
    expect(shown.arrived).toBe(0);
  });
});

describe('an answer', () => {
  test('is outrun when it does not reach down to every row', () => {
    expect(isOutrun(page([2, 1]).data, page([3, 2], true))).toBe(true);
    expect(isOutrun(page([2, 1]).data, page([3, 2, 1], true))).toBe(false);
  });

  test('that is all there is cannot be outrun', () => {
    expect(isOutrun(page([2, 1]).data, page([2]))).toBe(false);
  });
});

test('an id that a publisher chose is one of its account', () => {
  expect(keyOf(delivery(1, { account: 'acct_1' }))).not.toBe(keyOf(delivery(1, { account: 'acct_2' })));
});

test('somebody reads who scrolled, points at a row, or has one focused, open or selected', () => {
  const nobody = { scrolled: false, pointed: false, focused: false, opened: false, selected: false };
  expect(isReading(nobody)).toBe(false);
  for (const name of Object.keys(nobody)) expect(isReading({ ...nobody, [name]: true })).toBe(true);
});
