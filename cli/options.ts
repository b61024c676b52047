/** Parses values of options. */
import { UsageError } from './errors.ts';

/** For options that can be repeated and whose values can be separated by commas. */
export const list = (value: string, before: string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
];

/** For options that can be repeated and whose values can contain commas. */
export const several = (value: string, before: string[] = []): string[] => [...before, value];

/** @throws UsageError */
export function wholeNumber(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option} must be a whole number from ${min} to ${max}, got "${text}".`);
}

/** Parses `name=value`; the name contains no `=`. @throws UsageError */
export function pair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`${option} must have the form name=value, got "${text}".`);
}

/** Returns the number of entries that `--limit` or `--all` requests. @throws UsageError */
export function entryLimit({ limit, all }: { limit?: string; all?: boolean }): number {
  if (all) {
    if (limit !== undefined) {
      throw new UsageError('--limit and --all cannot be used together.', { next: 'Remove one of them.' });
    }
    return Number.POSITIVE_INFINITY;
  }
  const count = Number(limit ?? 20);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--limit must be a whole number of at least 1, got "${limit}".`);
}

/** Removes fields that are undefined. */
export const definedFields = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
