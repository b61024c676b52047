/**
 * How the list stays up to date without moving under the reader.
 *
 * The newest page is asked for every few seconds. While nobody reads, the answer replaces what is shown. Somebody reads
 * when the page is scrolled, the pointer or the focus is in the rows, a delivery is open or some are selected: then rows
 * stay where they are, each is brought up to date in its place, and what is new is counted and waits to be called for.
 * A row that the answer should have and has not fits the filter no longer; it stays, and says so.
 */
import type { Delivery, V2Page } from '../../api/types.ts';

export const REFRESH_MS = 3000;

export interface Row extends Delivery {
  /** Fits the filter no longer. */
  readonly left?: boolean;
}

export interface Shown {
  readonly page: V2Page<Row>;
  /** Deliveries that came meanwhile and wait to be shown. */
  readonly arrived: number;
  /** Whether there are more of these than were counted. */
  readonly arrivedMore: boolean;
}

export interface Reader {
  readonly scrolled: boolean;
  readonly pointed: boolean;
  readonly focused: boolean;
  readonly opened: boolean;
  readonly selected: boolean;
}

export const isReading = (reader: Reader): boolean => Object.values(reader).some(Boolean);

/** Unique in a list: ids that publishers choose are unique in one account. */
export const keyOf = ({ account, event }: Pick<Delivery, 'account' | 'event'>): string => `${account} ${event}`;

/** What is newer than this is all in the answer; undefined when it tells of nothing. */
const reach = ({ data, next_page_url }: V2Page<Delivery>): string | undefined =>
  next_page_url === null ? '' : data.at(-1)?.created;

const isCovered = (row: Delivery, answer: V2Page<Delivery>): boolean => {
  const from = reach(answer);
  // Several may have been published in the millisecond in which the answer ends.
  return from !== undefined && row.created > from;
};

/** The same rows in the same order, each as the answer has it. The answer has to begin at the first row or above. */
export function updated(rows: readonly Row[], answer: V2Page<Delivery>): Row[] {
  const fresh = new Map(answer.data.map((one) => [keyOf(one), one]));
  return rows.map((row) => fresh.get(keyOf(row)) ?? (isCovered(row, answer) ? { ...row, left: true } : row));
}

/** Whether so much is new that the answer does not reach down to every row. */
export function isOutrun(rows: readonly Row[], answer: V2Page<Delivery>): boolean {
  const fresh = new Set(answer.data.map(keyOf));
  return rows.some((row) => !fresh.has(keyOf(row)) && !isCovered(row, answer));
}

/** New ones may stand between rows, too: a first attempt that took long. What is older than the last row is the next page's. */
function arrivals({ data: rows, next_page_url }: V2Page<Row>, answer: V2Page<Delivery>): number {
  const known = new Set(rows.map(keyOf));
  const last = next_page_url === null ? undefined : rows.at(-1)?.created;
  return answer.data.filter((one) => !known.has(keyOf(one)) && (last === undefined || one.created >= last)).length;
}

export interface Answer {
  readonly newest: V2Page<Delivery>;
  /** From the first row that is shown downwards, where the newest do not reach that far. */
  readonly beside?: V2Page<Delivery> | undefined;
}

/** @param was undefined when nothing is shown yet, or another list */
export function refreshed(was: Shown | undefined, { newest, beside }: Answer, reading: boolean): Shown {
  if (!was || !reading || was.page.data.length === 0) return { page: newest, arrived: 0, arrivedMore: false };
  const rows = updated(was.page.data, newest);
  const arrived = arrivals(was.page, newest);
  return {
    page: { ...was.page, data: beside ? updated(rows, beside) : rows },
    arrived,
    arrivedMore: arrived > 0 && arrived === newest.data.length && newest.next_page_url !== null,
  };
}
