import { describe, expect, it } from 'vitest';
import { type ReceivedEvent, readFrame } from '../../../../api-client/listen/frames.ts';
import {
  add,
  clear,
  type LiveEvents,
  MAX_ROWS,
  matching,
  NO_LIVE_EVENTS,
  pause,
  resume,
  show,
} from '../../../../workbench/src/listen/stream/live-events.ts';
import { type Row, toRow } from '../../../../workbench/src/listen/stream/row.ts';
import { frameOf } from './doubles.ts';

const row = (key: number, type = 'invoice.paid'): Row =>
  toRow(readFrame(frameOf(`evt_${key}`, { event_type: type })) as ReceivedEvent, key, 0);
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
const keys = (list: readonly Row[]) => list.map(({ key }) => key);

describe('the list of live events', () => {
  it('has the newest event on top', () => {
    expect(keys(add(add(NO_LIVE_EVENTS, rows(1, 2)), rows(3, 4)).rows)).toEqual([4, 3, 2, 1]);
  });

  it('keeps the 500 newest events, and reports that others were dropped', () => {
    const full = add(NO_LIVE_EVENTS, rows(1, MAX_ROWS));
    expect(full.cut).toBe(false);
    const more = add(full, [row(501)]);
    expect([more.rows.length, more.rows[0]?.key, more.rows.at(-1)?.key, more.cut]).toEqual([500, 501, 2, true]);
  });

  it('does not change while it is paused, and collects new events', () => {
    const paused = add(pause(add(NO_LIVE_EVENTS, [row(1)])), rows(2, 3));
    expect([keys(paused.rows), keys(paused.waiting)]).toEqual([[1], [3, 2]]);
  });

  it('shows the collected events on request, and stays paused', () => {
    const shown = show(add(pause(add(NO_LIVE_EVENTS, [row(1)])), rows(2, 3)));
    expect([keys(shown.rows), keys(shown.waiting), shown.paused]).toEqual([[3, 2, 1], [], true]);
    expect(keys(add(shown, [row(4)]).waiting)).toEqual([4]);
  });

  it('continues with the collected events', () => {
    const on = add(resume(add(pause(NO_LIVE_EVENTS), rows(1, 2))), [row(3)]);
    expect([keys(on.rows), on.waiting, on.paused]).toEqual([[3, 2, 1], [], false]);
  });

  it('collects at most 500 events', () => {
    const paused = add(pause(add(NO_LIVE_EVENTS, rows(1, 400))), rows(401, 1000));
    expect(paused.waiting.length).toBe(MAX_ROWS);
    expect(resume(paused).rows.length).toBe(MAX_ROWS);
    expect(resume(paused).cut).toBe(true);
  });

  it('can be cleared, and stays paused', () => {
    expect(clear(add(pause(add(NO_LIVE_EVENTS, [row(1)])), [row(2)]))).toEqual({ ...NO_LIVE_EVENTS, paused: true });
  });

  it('is the same object without new events, so that nothing is rendered', () => {
    const events: LiveEvents = add(NO_LIVE_EVENTS, [row(1)]);
    expect(add(events, [])).toBe(events);
  });
});

describe('a matching event', () => {
  const all = [row(3, 'customer.created'), row(2, 'invoice.voided'), row(1)];
  const fits = (types: string[], texts: string[]) => keys(matching(all, { types, texts }));

  it('has one of the types', () => {
    expect(fits(['invoice.*'], [])).toEqual([2, 1]);
    expect(fits(['invoice.paid', 'customer.created'], [])).toEqual([3, 1]);
    expect(fits(['*'], [])).toEqual([3, 2, 1]);
  });

  it('contains all texts, regardless of case', () => {
    expect(fits([], ['EVT_2'])).toEqual([2]);
    expect(fits([], ['"status":"PAID"', 'evt_1'])).toEqual([1]);
    expect(fits(['invoice.*'], ['evt_3'])).toEqual([]);
  });

  it('is any event without a filter', () => {
    expect(matching(all, { types: [], texts: [] })).toBe(all);
  });
});
