/** Values of options that several commands take. */
import { UsageError } from './errors.ts';

/** For options that may be given several times, each with one value or several joined by commas. */
export const list = (value: string, before: string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
];

/** For options that may be given several times and whose values may have commas. */
export const several = (value: string, before: string[] = []): string[] => [...before, value];

/** @throws UsageError */
export function wholeNumber(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option} should be a whole number from ${min} to ${max}, got "${text}".`);
}

/** `name=value` as a pair; the name has no `=`. @throws UsageError */
export function pair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`${option} should be written name=value, got "${text}".`);
}

/** Number of entries that `--limit` and `--all` request. @throws UsageError */
export function entriesAsked({ limit, all }: { limit?: string; all?: boolean }): number {
  if (all) {
    if (limit !== undefined) {
      throw new UsageError('--limit and --all cannot be used together.', { next: 'Remove one of them.' });
    }
    return Number.POSITIVE_INFINITY;
  }
  const count = Number(limit ?? 20);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--limit should be a whole number of at least 1, got "${limit}".`);
}

/** Without what is undefined: the API refuses nothing more than it has to. */
export const given = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
