import { describe, expect, it } from 'vitest';
import { boundOf, isBound, localParts, PRESETS, secondsOf } from '../../../../workbench/src/event/list/bound.ts';
import {
  isFiltered,
  type ListState,
  NO_FILTER,
  readListState,
  toEventFilter,
  withoutCursor,
  writeListState,
} from '../../../../workbench/src/event/list/list-state.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const read = (text: string) => readListState(new URLSearchParams(text));

describe('the URL of the event list', () => {
  it('contains the state and is read back as the same state', () => {
    const states: ListState[] = [
      NO_FILTER,
      { types: ['invoice.*', 'customer.created'], since: '-1h', delivered: false },
      { types: [], since: '2026-11-01T00:00:00Z', until: '2026-11-02T00:00:00Z', object: 'in_1 & 2', delivered: true },
      { types: ['a.b'], after: 'evt_1' },
      { types: [], before: 'evt_2' },
    ];
    for (const state of states) expect(readListState(writeListState(new URLSearchParams(), state))).toEqual(state);
  });

  it('keeps other parameters', () => {
    const to = writeListState(new URLSearchParams('publish=a.b&type=old&after=evt_1'), { types: ['new.*'] });
    expect(to.toString()).toBe('publish=a.b&type=new.*');
  });

  it('can be typed: invalid values are ignored', () => {
    expect(read('type=&type=a.b&type=a.b&since=soon&until=-3y&delivered=perhaps&object=%20')).toEqual({
      types: ['a.b'],
    });
  });

  it('has one cursor', () => {
    expect(read('after=evt_1&before=evt_2')).toEqual({ types: [], after: 'evt_1' });
    expect(withoutCursor(read('type=a.*&after=evt_1'))).toEqual({ types: ['a.*'] });
  });

  it('distinguishes a filter from a cursor', () => {
    expect(isFiltered(read('after=evt_1'))).toBe(false);
    expect(isFiltered(read('delivered=false'))).toBe(true);
  });
});

describe('the filter for the API', () => {
  it('contains only the filters that are set', () => {
    expect(toEventFilter(NO_FILTER, NOW)).toEqual({});
  });

  it('resolves relative times against now', () => {
    const filter = toEventFilter({ types: ['a.*'], since: '-1h', until: '2026-11-25T11:30:00Z', object: 'o' }, NOW);
    expect(filter).toEqual({
      types: ['a.*'],
      created: { gte: NOW / 1000 - 3600, lte: NOW / 1000 - 1800 },
      object_id: 'o',
    });
    expect(toEventFilter({ types: [], delivered: false }, NOW)).toEqual({ delivery_success: false });
  });
});

describe('the time form', () => {
  it('offers only valid times', () => {
    for (const preset of PRESETS) expect(isBound(preset)).toBe(true);
    expect(isBound('-1w')).toBe(false);
    expect(isBound('1h')).toBe(false);
    expect(isBound('2026-13-01T00:00:00Z')).toBe(false);
  });

  it('converts dates and times in the time zone of the browser in both directions', () => {
    const bound = boundOf('2026-11-25', '9:05');
    expect(secondsOf(bound ?? '', 0)).toBe(new Date(2026, 10, 25, 9, 5).getTime() / 1000);
    expect(localParts(bound ?? '')).toEqual({ date: '2026-11-25', time: '09:05:00' });
    expect(localParts(boundOf('2026-11-25', '') ?? '').time).toBe('00:00:00');
    expect(localParts('-1h')).toEqual({ date: '', time: '' });
  });

  it('has no time while the date is incomplete', () => {
    expect(boundOf('2026-1', '')).toBeUndefined();
    expect(boundOf('', '10:00')).toBeUndefined();
  });
});
