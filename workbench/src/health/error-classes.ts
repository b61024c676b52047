/** What an attempt failed of, in the words that metrics count by. */
import type { Attempt, Delivery } from '../api/types.ts';

export const ERROR_CLASSES = [
  'http_1xx',
  'http_3xx',
  'http_4xx',
  'http_5xx',
  'redirect',
  'timeout',
  'dns',
  'refused',
  'reset',
  'unreachable',
  'tls',
  'blocked_address',
  'invalid_response',
  'eventbridge',
  'internal',
  'render_failed',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** A platform that is newer than this page may count classes that it does not know: those are `undefined`. */
export const knownClass = (name: string): ErrorClass | undefined => ERROR_CLASSES.find((one) => one === name);

/** `http_5xx` for what was answered with another status than 2xx, else the error's own code; undefined when it succeeded. */
export function classOfAttempt({
  succeeded,
  error,
  http_status,
}: Pick<Attempt, 'succeeded' | 'error' | 'http_status'>): string | undefined {
  if (succeeded) return undefined;
  if (error && error.code !== 'http_status') return error.code;
  return `http_${Math.floor((http_status ?? 0) / 100)}xx`;
}

/** Most frequent first; of equal ones the first of the alphabet. */
export const sortedClasses = (errors: Readonly<Record<string, number>>): { name: string; count: number }[] =>
  Object.entries(errors)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));

export interface RenderFailure {
  /** The change of the catalog that failed; null where it is not told. */
  readonly change: string | null;
  readonly count: number;
  /** Newest such delivery. */
  readonly newest: Delivery;
}

/** Deliveries that ended because their event could not be rendered, by the change that fails, most first. */
export function renderFailures(failed: readonly Delivery[]): RenderFailure[] {
  const groups = Map.groupBy(
    failed.filter(({ failure_reason }) => failure_reason === 'render_failed'),
    ({ failure_detail }) => failure_detail,
  );
  return Array.from(groups, ([change, group]) => ({
    change,
    count: group.length,
    newest: group.reduce((a, b) => (b.created > a.created ? b : a)),
  })).sort((a, b) => b.count - a.count);
}
