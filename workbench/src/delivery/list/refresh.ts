/**
 * Refreshes the list without moving rows while the user reads.
 *
 * The newest page is loaded every few seconds. It replaces the rows unless the user is reading: the page is scrolled, the
 * pointer or the focus is in the rows, a delivery is open, or rows are selected. While the user reads, rows keep their
 * position and are updated, and new deliveries are counted until the user shows them. A row that the response should
 * contain and does not contain no longer matches the filter: it stays and is marked as outdated.
 */
import type { Delivery, V2Page } from '../../api/types.ts';

export const REFRESH_MS = 3000;

export interface Row extends Delivery {
  /** No longer matches the filter. */
  readonly outdated?: boolean;
}

export interface Shown {
  readonly page: V2Page<Row>;
  /** Number of new deliveries that are not shown yet. */
  readonly arrived: number;
  /** Whether there are more new deliveries than were counted. */
  readonly arrivedMore: boolean;
}

export interface ReadingSigns {
  readonly scrolled: boolean;
  readonly pointed: boolean;
  readonly focused: boolean;
  readonly opened: boolean;
  readonly selected: boolean;
}

export const isReading = (signs: ReadingSigns): boolean => Object.values(signs).some(Boolean);

/** Identifies a row. Event ids chosen by publishers are unique only within an account. */
export const keyOf = ({ account, event }: Pick<Delivery, 'account' | 'event'>): string => `${account} ${event}`;

/** The response contains everything newer than this time; undefined when it contains nothing. */
const oldestCovered = ({ data, next_page_url }: V2Page<Delivery>): string | undefined =>
  next_page_url === null ? '' : data.at(-1)?.created;

const isCovered = (row: Delivery, latest: V2Page<Delivery>): boolean => {
  const from = oldestCovered(latest);
  // The page can end between events of the same millisecond.
  return from !== undefined && row.created > from;
};

/** Returns the same rows in the same order with the latest data. `latest` has to start at the first row or above. */
export function updated(rows: readonly Row[], latest: V2Page<Delivery>): Row[] {
  const fresh = new Map(latest.data.map((one) => [keyOf(one), one]));
  return rows.map((row) => fresh.get(keyOf(row)) ?? (isCovered(row, latest) ? { ...row, outdated: true } : row));
}

/** Whether there are so many new deliveries that the newest page does not cover every row. */
export function needsContinuation(rows: readonly Row[], latest: V2Page<Delivery>): boolean {
  const fresh = new Set(latest.data.map(keyOf));
  return rows.some((row) => !fresh.has(keyOf(row)) && !isCovered(row, latest));
}

/**
 * Counts new deliveries. They can be between rows when a first attempt took long. Those older than the last row belong to
 * the next page.
 */
function arrivals({ data: rows, next_page_url }: V2Page<Row>, latest: V2Page<Delivery>): number {
  const known = new Set(rows.map(keyOf));
  const last = next_page_url === null ? undefined : rows.at(-1)?.created;
  return latest.data.filter((one) => !known.has(keyOf(one)) && (last === undefined || one.created >= last)).length;
}

export interface Refresh {
  readonly newest: V2Page<Delivery>;
  /** Page that starts at the first row, when the newest page does not reach that far. */
  readonly continuation?: V2Page<Delivery> | undefined;
}

/** @param was undefined when this list is not shown yet */
export function refreshed(was: Shown | undefined, { newest, continuation }: Refresh, reading: boolean): Shown {
  if (!was || !reading || was.page.data.length === 0) return { page: newest, arrived: 0, arrivedMore: false };
  const rows = updated(was.page.data, newest);
  const arrived = arrivals(was.page, newest);
  return {
    page: { ...was.page, data: continuation ? updated(rows, continuation) : rows },
    arrived,
    arrivedMore: arrived > 0 && arrived === newest.data.length && newest.next_page_url !== null,
  };
}
