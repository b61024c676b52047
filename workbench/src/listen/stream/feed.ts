/** The events that are shown, and those that wait to be shown while somebody reads. */
import { isTaken } from '../../catalog/patterns.ts';
import type { Row } from './frames.ts';

/** What a page shows of what came; the list of events has the rest. */
export const MAX_ROWS = 500;

export interface Feed {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** Came while it was paused; newest first. */
  readonly waiting: readonly Row[];
  readonly paused: boolean;
  /** Whether some that came are shown no more, because there were too many. */
  readonly cut: boolean;
}

export const EMPTY_FEED: Feed = { rows: [], waiting: [], paused: false, cut: false };

const newest = (rows: readonly Row[]): readonly Row[] => (rows.length > MAX_ROWS ? rows.slice(0, MAX_ROWS) : rows);

/** @param came in the order in which they came */
export function add(feed: Feed, came: readonly Row[]): Feed {
  if (came.length === 0) return feed;
  const part = feed.paused ? 'waiting' : 'rows';
  const all = [...came.toReversed(), ...feed[part]];
  return { ...feed, [part]: newest(all), cut: feed.cut || all.length > MAX_ROWS };
}

/** What waits is shown; a feed that is paused stays so. */
export function show(feed: Feed): Feed {
  const all = [...feed.waiting, ...feed.rows];
  return { ...feed, rows: newest(all), waiting: [], cut: feed.cut || all.length > MAX_ROWS };
}

export const pause = (feed: Feed): Feed => ({ ...feed, paused: true });
export const goOn = (feed: Feed): Feed => ({ ...show(feed), paused: false });
export const clear = (feed: Feed): Feed => ({ ...EMPTY_FEED, paused: feed.paused });

export interface FeedFilter {
  /** Patterns, any of which; none of them for all. */
  readonly types: readonly string[];
  /** Texts, all of which. */
  readonly texts: readonly string[];
}

/** Those that fit. What came before a type was chosen may be of another. */
export function fitting(rows: readonly Row[], { types, texts }: FeedFilter): readonly Row[] {
  if (types.length === 0 && texts.length === 0) return rows;
  const wanted = texts.map((text) => text.toLowerCase());
  return rows.filter(
    ({ type, words }) => (types.length === 0 || isTaken(types, type)) && wanted.every((text) => words.includes(text)),
  );
}
