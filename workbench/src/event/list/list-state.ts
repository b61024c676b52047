/** What the list of events shows, as its address says it: `?type=invoice.*&since=-1h&delivered=false&after=evt_…`. */
import type { EventFilter } from '../../api/calls.ts';
import { type Bound, isBound, secondsOf } from './bound.ts';

export interface ListState {
  /** Event types, or groups such as `invoice.*`; any of them. */
  readonly types: readonly string[];
  readonly since?: Bound;
  readonly until?: Bound;
  readonly delivered?: boolean;
  /** Id of the object that they are about. */
  readonly object?: string;
  /** Id of the event that the page begins after (older), or ends before (newer). Neither: the newest. */
  readonly after?: string;
  readonly before?: string;
}

export const EVERYTHING: ListState = { types: [] };

const NAMES = ['type', 'since', 'until', 'delivered', 'object', 'after', 'before'] as const;

/** What cannot be understood is left out: an address may have been typed. */
export function readListState(params: URLSearchParams): ListState {
  const text = (name: (typeof NAMES)[number]) => params.get(name)?.trim() || undefined;
  const types = [...new Set(params.getAll('type').map((type) => type.trim()))].filter((type) => type !== '');
  const since = text('since');
  const until = text('until');
  const delivered = text('delivered');
  const object = text('object');
  const after = text('after');
  const before = text('before');
  return {
    types,
    ...(since !== undefined && isBound(since) ? { since } : {}),
    ...(until !== undefined && isBound(until) ? { until } : {}),
    ...(delivered === 'true' || delivered === 'false' ? { delivered: delivered === 'true' } : {}),
    ...(object === undefined ? {} : { object }),
    ...(after !== undefined ? { after } : before !== undefined ? { before } : {}),
  };
}

/** Leaves what is not the list's as it was. */
export function writeListState(was: URLSearchParams, state: ListState): URLSearchParams {
  const params = new URLSearchParams(was);
  for (const name of NAMES) params.delete(name);
  for (const type of state.types) params.append('type', type);
  const { since, until, delivered, object, after, before } = state;
  for (const [name, value] of Object.entries({ since, until, delivered, object, after, before })) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params;
}

/** The filter alone, of the newest page. */
export const withoutCursor = ({ after: _after, before: _before, ...filter }: ListState): ListState => filter;

export const isFiltered = ({ types, since, until, delivered, object }: ListState): boolean =>
  types.length > 0 || since !== undefined || until !== undefined || delivered !== undefined || object !== undefined;

/** @param now unix milliseconds, which `-1h` counts from */
export function toEventFilter({ types, since, until, delivered, object }: ListState, now: number): EventFilter {
  const created = {
    ...(since === undefined ? {} : { gte: secondsOf(since, now) }),
    ...(until === undefined ? {} : { lte: secondsOf(until, now) }),
  };
  return {
    ...(types.length === 0 ? {} : { types }),
    ...(since === undefined && until === undefined ? {} : { created }),
    ...(delivered === undefined ? {} : { delivery_success: delivered }),
    ...(object === undefined ? {} : { object_id: object }),
  };
}
