import { describe, expect, it } from 'vitest';
import type { Event, V1Page } from '../../../../workbench/src/api/types.ts';
import { collectNew } from '../../../../workbench/src/event/list/collect-new.ts';

const event = (id: number, pending = 0) => ({ id: `evt_${id}`, created: id, pending_webhooks: pending }) as Event;
const page = (ids: readonly number[], has_more = false, pending = 0): V1Page<Event> => ({
  data: ids.map((id) => event(id, pending)),
  has_more,
});
const ids = ({ shown }: ReturnType<typeof collectNew>) => shown.data.map(({ id }) => id);

describe('new events', () => {
  it('are counted without moving the list', () => {
    const collected = collectNew(page([3, 2, 1], true), page([5, 4, 3], true));
    expect(ids(collected)).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(collected).toMatchObject({ newCount: 2, more: false, shown: { has_more: true } });
  });

  it('are none when the page is the same', () => {
    expect(collectNew(page([2, 1]), page([2, 1]))).toMatchObject({ newCount: 0, more: false });
    expect(collectNew(page([]), page([]))).toMatchObject({ newCount: 0, more: false });
  });

  it('can be more than one page', () => {
    expect(collectNew(page([2, 1]), page([9, 8], true))).toMatchObject({ newCount: 2, more: true });
  });

  it('are collected while the displayed events are updated', () => {
    const { shown } = collectNew(page([2, 1], false, 1), page([3, 2, 1], false, 0));
    expect(shown.data.map(({ pending_webhooks }) => pending_webhooks)).toEqual([0, 0]);
  });

  it('do not include older events that moved up when others no longer matched the filter', () => {
    const collected = collectNew(page([9, 8], true), page([3, 2], true));
    expect(collected).toMatchObject({ newCount: 0, more: false });
    expect(ids(collected)).toEqual(['evt_9', 'evt_8']);
  });
});
