/**
 * The filter of the deliveries list. It has what the API supports: types are combined with "or", properties with "and".
 * It is converted between three forms: the URL, the tokens of the filter field, and the query of the API.
 */
import type { DeliveryFilter } from '../../api/calls.ts';
import type { Delivery } from '../../api/types.ts';

export interface ListFilter {
  readonly status?: Delivery['status'];
  /** Event types or prefixes such as `invoice.*`. */
  readonly types: readonly string[];
  /** RFC 3339, or an age: `15m`, `24h`, `7d`. */
  readonly since?: string;
  readonly until?: string;
  /** Event id. */
  readonly event?: string;
}

export const NO_FILTER: ListFilter = { types: [] };

export const STATUSES = ['delivered', 'pending', 'failed'] as const satisfies readonly Delivery['status'][];

/** Limit of the API. */
export const MAX_TYPES = 20;

/** Ages that the time form offers. */
export const AGES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns the milliseconds of an age such as `15m`; undefined for any other text. */
export function ageOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

const isMoment = (text: string): boolean => ageOf(text) !== undefined || !Number.isNaN(Date.parse(text));
const isStatus = (text: string): text is Delivery['status'] => (STATUSES as readonly string[]).includes(text);

export const isFiltered = ({ types, ...others }: ListFilter): boolean =>
  types.length > 0 || Object.keys(others).length > 0;

/** Drops invalid values. */
function validated(given: {
  status?: string | null;
  types: readonly string[];
  since?: string | null;
  until?: string | null;
  event?: string | null;
}): ListFilter {
  const { status, since, until, event } = given;
  const types = [...new Set(given.types.map((type) => type.trim()).filter(Boolean))].slice(0, MAX_TYPES);
  return {
    types,
    ...(status && isStatus(status) ? { status } : {}),
    ...(since && isMoment(since) ? { since } : {}),
    ...(until && isMoment(until) ? { until } : {}),
    ...(event?.trim() ? { event: event.trim() } : {}),
  };
}

export const filterOfParams = (params: URLSearchParams): ListFilter =>
  validated({
    status: params.get('status'),
    types: params.getAll('type'),
    since: params.get('since'),
    until: params.get('until'),
    event: params.get('id'),
  });

export function writeFilter(params: URLSearchParams, { status, types, since, until, event }: ListFilter): void {
  for (const [name, value] of Object.entries({ status, since, until, id: event })) {
    if (value !== undefined) params.set(name, value);
  }
  for (const type of types) params.append('type', type);
}

/** A token of the filter field. */
export interface Token {
  readonly propertyKey?: string;
  readonly operator: string;
  // biome-ignore lint/suspicious/noExplicitAny: the filter field does not limit the type of values
  readonly value: any;
}

export function tokensOf({ status, types, since, until, event }: ListFilter): Token[] {
  const token = (propertyKey: string, value: string | undefined, operator = '='): Token[] =>
    value === undefined ? [] : [{ propertyKey, operator, value }];
  return [
    ...token('status', status),
    ...types.flatMap((type) => token('type', type)),
    ...token('created', since, '>='),
    ...token('created', until, '<='),
    ...token('event', event),
  ];
}

/** For properties with one value, the last token wins because the user added it last. */
export function filterOfTokens(tokens: readonly Token[]): ListFilter {
  const given: { status?: string; types: string[]; since?: string; until?: string; event?: string } = { types: [] };
  for (const { propertyKey, operator, value } of tokens) {
    const text = String(value ?? '').trim();
    const property = propertyKey ?? guessProperty(text);
    if (property === 'status') given.status = text.toLowerCase();
    else if (property === 'type') given.types.push(text);
    else if (property === 'event') given.event = text;
    else if (property === 'created') given[operator === '<=' ? 'until' : 'since'] = text;
  }
  return validated(given);
}

/** Guesses the property of a text that was entered without one. */
const guessProperty = (text: string): string => {
  if (text.startsWith('evt_')) return 'event';
  return isStatus(text.toLowerCase()) ? 'status' : 'type';
};

/** @param now Unix milliseconds, from which ages are calculated */
export function queryOf({ status, types, since, until, event }: ListFilter, now: number): DeliveryFilter {
  const moment = (text: string): string => {
    const age = ageOf(text);
    return new Date(age === undefined ? text : now - age).toISOString();
  };
  return {
    ...(status ? { status } : {}),
    ...(types.length > 0 ? { types } : {}),
    ...(since || until
      ? { created: { ...(since ? { gte: moment(since) } : {}), ...(until ? { lte: moment(until) } : {}) } }
      : {}),
    ...(event ? { event } : {}),
  };
}
