/** The error classes by which metrics count failed attempts. */
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

/** Returns undefined for a class that a newer platform counts and this page does not know. */
export const knownClass = (name: string): ErrorClass | undefined => ERROR_CLASSES.find((known) => known === name);

/** Returns the class of the status, such as `http_5xx`, or the code of the error; undefined when the attempt succeeded. */
export function classOfAttempt({
  succeeded,
  error,
  http_status,
}: Pick<Attempt, 'succeeded' | 'error' | 'http_status'>): string | undefined {
  if (succeeded) return undefined;
  if (error && error.code !== 'http_status') return error.code;
  return `http_${Math.floor((http_status ?? 0) / 100)}xx`;
}

/** Sorts by count, then by name. */
export const sortedClasses = (errors: Readonly<Record<string, number>>): { name: string; count: number }[] =>
  Object.entries(errors)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));

export interface RenderFailure {
  /** The catalog change that failed; null when the API does not name it. */
  readonly change: string | null;
  readonly count: number;
  /** Newest delivery that failed because of this change. */
  readonly newest: Delivery;
}

/** Groups the deliveries that failed because their event could not be rendered by catalog change, most frequent first. */
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
