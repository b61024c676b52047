/** The state of the deliveries list, as it is stored in the query of the URL. */
import { filterOfParams, type ListFilter, writeFilter } from './filter.ts';

/** The delivery that is open beside the list. */
export interface Opened {
  readonly event: string;
  /** Account of the event, when it differs from the account that is shown. */
  readonly account?: string;
}

export interface ListView {
  readonly filter: ListFilter;
  /** Page token; undefined for the newest page. It contains the filter. */
  readonly page?: string;
  readonly opened?: Opened;
}

export function readListView(query: string): ListView {
  const params = new URLSearchParams(query);
  const [page, event, account] = ['page', 'event', 'account'].map((name) => params.get(name));
  return {
    filter: filterOfParams(params),
    ...(page ? { page } : {}),
    ...(event ? { opened: { event, ...(account ? { account } : {}) } } : {}),
  };
}

/** Returns a query such as `?status=failed&event=evt_1`, or an empty text. */
export function writeListView({ filter, page, opened }: ListView): string {
  const params = new URLSearchParams();
  writeFilter(params, filter);
  if (page) params.set('page', page);
  if (opened) params.set('event', opened.event);
  if (opened?.account) params.set('account', opened.account);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
