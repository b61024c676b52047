/** The state of the event list, as it is stored in the URL: `?type=invoice.*&since=-1h&delivered=false&after=evt_…`. */
import type { EventFilter } from '../../api/calls.ts';
import { type Bound, isBound, secondsOf } from './bound.ts';

export interface ListState {
  /** Event types or prefixes such as `invoice.*`, combined with "or". */
  readonly types: readonly string[];
  readonly since?: Bound;
  readonly until?: Bound;
  readonly delivered?: boolean;
  /** Id of the object of the event. */
  readonly object?: string;
  /**
   * Cursor: the event after which the page starts (older events) or before which it ends (newer). The newest page has
   * none.
   */
  readonly after?: string;
  readonly before?: string;
}

export const NO_FILTER: ListState = { types: [] };

const NAMES = ['type', 'since', 'until', 'delivered', 'object', 'after', 'before'] as const;

/** Ignores invalid values, because the URL can be typed. */
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

/** Writes the state to query parameters, and keeps other parameters. */
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

/** Returns the filter without the cursor. */
export const withoutCursor = ({ after: _after, before: _before, ...filter }: ListState): ListState => filter;

export const isFiltered = ({ types, since, until, delivered, object }: ListState): boolean =>
  types.length > 0 || since !== undefined || until !== undefined || delivered !== undefined || object !== undefined;

/** @param now Unix milliseconds, from which relative times are calculated */
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
