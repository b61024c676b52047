/**
 * What the list of deliveries is filtered by: no more than the API can do. Types are joined by "or", everything else by
 * "and". It has three forms: the address, the tokens of the filter's input, and the query of the API.
 */
import type { DeliveryFilter } from '../../api/calls.ts';
import type { Delivery } from '../../api/types.ts';

export interface ListFilter {
  readonly status?: Delivery['status'];
  /** Exact or `invoice.*`. */
  readonly types: readonly string[];
  /** RFC 3339, or how long ago: `15m`, `24h`, `7d`. */
  readonly since?: string;
  readonly until?: string;
  /** Id of an event. */
  readonly event?: string;
}

export const NO_FILTER: ListFilter = { types: [] };

export const STATUSES = ['delivered', 'pending', 'failed'] as const satisfies readonly Delivery['status'][];

/** Most types of one query of the API. */
export const MAX_TYPES = 20;

/** How long ago, for a choice. */
export const AGES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `15m`, `24h`, `7d`; undefined for any other text. */
export function ageOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

const isMoment = (text: string): boolean => ageOf(text) !== undefined || !Number.isNaN(Date.parse(text));
const isStatus = (text: string): text is Delivery['status'] => (STATUSES as readonly string[]).includes(text);

export const isFiltered = ({ types, ...others }: ListFilter): boolean =>
  types.length > 0 || Object.keys(others).length > 0;

/** Leaves out what is no filter of the list. */
function checked(given: {
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

export const filterOfAddress = (params: URLSearchParams): ListFilter =>
  checked({
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

/** As the filter's input has it. */
export interface Token {
  readonly propertyKey?: string;
  readonly operator: string;
  // The input leaves open what a value is.
  // biome-ignore lint/suspicious/noExplicitAny: as its type says
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

/** Of several values where the API takes one, the last: it is the one just added. */
export function filterOfTokens(tokens: readonly Token[]): ListFilter {
  const given: { status?: string; types: string[]; since?: string; until?: string; event?: string } = { types: [] };
  for (const { propertyKey, operator, value } of tokens) {
    const text = String(value ?? '').trim();
    const property = propertyKey ?? guessed(text);
    if (property === 'status') given.status = text.toLowerCase();
    else if (property === 'type') given.types.push(text);
    else if (property === 'event') given.event = text;
    else if (property === 'created') given[operator === '<=' ? 'until' : 'since'] = text;
  }
  return checked(given);
}

/** What a text is that was typed in without saying: an id that somebody pasted, or a type. */
const guessed = (text: string): string => {
  if (text.startsWith('evt_')) return 'event';
  return isStatus(text.toLowerCase()) ? 'status' : 'type';
};

/** @param now unix milliseconds, what ages are counted from */
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
