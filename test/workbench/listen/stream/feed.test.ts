import { describe, expect, it } from 'vitest';
import {
  add,
  clear,
  EMPTY_FEED,
  type Feed,
  fitting,
  goOn,
  MAX_ROWS,
  pause,
  show,
} from '../../../../workbench/src/listen/stream/feed.ts';
import { type Received, type Row, readFrame, toRow } from '../../../../workbench/src/listen/stream/frames.ts';
import { frameOf } from './doubles.ts';

const row = (key: number, type = 'invoice.paid'): Row =>
  toRow(readFrame(frameOf(`evt_${key}`, { event_type: type })) as Received, key, 0);
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
const keys = (list: readonly Row[]) => list.map(({ key }) => key);

describe('the feed', () => {
  it('has the newest on top', () => {
    expect(keys(add(add(EMPTY_FEED, rows(1, 2)), rows(3, 4)).rows)).toEqual([4, 3, 2, 1]);
  });

  it('keeps the 500 newest, and says that there were more', () => {
    const full = add(EMPTY_FEED, rows(1, MAX_ROWS));
    expect(full.cut).toBe(false);
    const more = add(full, [row(501)]);
    expect([more.rows.length, more.rows[0]?.key, more.rows.at(-1)?.key, more.cut]).toEqual([500, 501, 2, true]);
  });

  it('stands still while it is paused, and collects', () => {
    const paused = add(pause(add(EMPTY_FEED, [row(1)])), rows(2, 3));
    expect([keys(paused.rows), keys(paused.waiting)]).toEqual([[1], [3, 2]]);
  });

  it('shows what was collected when asked, and stays paused', () => {
    const shown = show(add(pause(add(EMPTY_FEED, [row(1)])), rows(2, 3)));
    expect([keys(shown.rows), keys(shown.waiting), shown.paused]).toEqual([[3, 2, 1], [], true]);
    expect(keys(add(shown, [row(4)]).waiting)).toEqual([4]);
  });

  it('goes on with everything that was collected', () => {
    const on = add(goOn(add(pause(EMPTY_FEED), rows(1, 2))), [row(3)]);
    expect([keys(on.rows), on.waiting, on.paused]).toEqual([[3, 2, 1], [], false]);
  });

  it('holds no more than that while it is paused for long', () => {
    const paused = add(pause(add(EMPTY_FEED, rows(1, 400))), rows(401, 1000));
    expect(paused.waiting.length).toBe(MAX_ROWS);
    expect(goOn(paused).rows.length).toBe(MAX_ROWS);
    expect(goOn(paused).cut).toBe(true);
  });

  it('is cleared of all, and stays paused', () => {
    expect(clear(add(pause(add(EMPTY_FEED, [row(1)])), [row(2)]))).toEqual({ ...EMPTY_FEED, paused: true });
  });

  it('is the same where nothing came, so that nothing is drawn', () => {
    const feed: Feed = add(EMPTY_FEED, [row(1)]);
    expect(add(feed, [])).toBe(feed);
  });
});

describe('what fits the filter', () => {
  const all = [row(3, 'customer.created'), row(2, 'invoice.voided'), row(1)];
  const fits = (types: string[], texts: string[]) => keys(fitting(all, { types, texts }));

  it('is of any of the types', () => {
    expect(fits(['invoice.*'], [])).toEqual([2, 1]);
    expect(fits(['invoice.paid', 'customer.created'], [])).toEqual([3, 1]);
    expect(fits(['*'], [])).toEqual([3, 2, 1]);
  });

  it('has all of the texts, anywhere in the event, in letters of any size', () => {
    expect(fits([], ['EVT_2'])).toEqual([2]);
    expect(fits([], ['"status":"PAID"', 'evt_1'])).toEqual([1]);
    expect(fits(['invoice.*'], ['evt_3'])).toEqual([]);
  });

  it('is everything where there is no filter', () => {
    expect(fitting(all, { types: [], texts: [] })).toBe(all);
  });
});
