/** What is looked at in the list of deliveries, as the query of its address says it. */
import { filterOfAddress, type ListFilter, writeFilter } from './filter.ts';

/** A delivery that is open beside the list. */
export interface Opened {
  readonly event: string;
  /** Whose event it is, where that is another than the account that is shown. */
  readonly account?: string;
}

export interface Looked {
  readonly filter: ListFilter;
  /** Token of the page; without one it is the newest. It carries the filter it was made with. */
  readonly page?: string;
  readonly opened?: Opened;
}

export function readAddress(query: string): Looked {
  const params = new URLSearchParams(query);
  const [page, event, account] = ['page', 'event', 'account'].map((name) => params.get(name));
  return {
    filter: filterOfAddress(params),
    ...(page ? { page } : {}),
    ...(event ? { opened: { event, ...(account ? { account } : {}) } } : {}),
  };
}

/** `?status=failed&event=evt_1`, or nothing. */
export function writeAddress({ filter, page, opened }: Looked): string {
  const params = new URLSearchParams();
  writeFilter(params, filter);
  if (page) params.set('page', page);
  if (opened) params.set('event', opened.event);
  if (opened?.account) params.set('account', opened.account);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
