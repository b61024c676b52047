/** The list of live events: the rows that are shown, and the rows that wait while the list is paused. */
import { matchesAny } from '../../catalog/patterns.ts';
import type { Row } from './row.ts';

/** Maximum number of rows. The Events page has all events. */
export const MAX_ROWS = 500;

export interface LiveEvents {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** Received while the list was paused, newest first. */
  readonly waiting: readonly Row[];
  readonly paused: boolean;
  /** Whether older rows were dropped. */
  readonly cut: boolean;
}

export const NO_LIVE_EVENTS: LiveEvents = { rows: [], waiting: [], paused: false, cut: false };

const newest = (rows: readonly Row[]): readonly Row[] => (rows.length > MAX_ROWS ? rows.slice(0, MAX_ROWS) : rows);

/** @param received oldest first */
export function add(events: LiveEvents, received: readonly Row[]): LiveEvents {
  if (received.length === 0) return events;
  const part = events.paused ? 'waiting' : 'rows';
  const all = [...received.toReversed(), ...events[part]];
  return { ...events, [part]: newest(all), cut: events.cut || all.length > MAX_ROWS };
}

/** Shows the waiting rows. A paused list stays paused. */
export function show(events: LiveEvents): LiveEvents {
  const all = [...events.waiting, ...events.rows];
  return { ...events, rows: newest(all), waiting: [], cut: events.cut || all.length > MAX_ROWS };
}

export const pause = (events: LiveEvents): LiveEvents => ({ ...events, paused: true });
export const resume = (events: LiveEvents): LiveEvents => ({ ...show(events), paused: false });
export const clear = (events: LiveEvents): LiveEvents => ({ ...NO_LIVE_EVENTS, paused: events.paused });

export interface LiveEventsFilter {
  /** Type patterns, combined with "or"; empty for all events. */
  readonly types: readonly string[];
  /** Texts, combined with "and". */
  readonly texts: readonly string[];
}

/** Returns the rows that match. Rows received before the filter was set can have other types. */
export function matching(rows: readonly Row[], { types, texts }: LiveEventsFilter): readonly Row[] {
  if (types.length === 0 && texts.length === 0) return rows;
  const wanted = texts.map((text) => text.toLowerCase());
  return rows.filter(
    ({ type, searchText }) =>
      (types.length === 0 || matchesAny(types, type)) && wanted.every((text) => searchText.includes(text)),
  );
}
