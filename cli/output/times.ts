/** Parses and formats times. */
import { UsageError } from '../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RFC_3339 = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * Parses a time: `90s`, `30m`, `2h`, `3d` or `1w` ago, Unix seconds, or RFC 3339. In RFC 3339 the time, its seconds and the
 * time zone are optional; the default is the time zone of this machine. Returns RFC 3339 in UTC.
 * @throws UsageError
 */
export function parseTime(text: string, option: string, nowMs = Date.now()): string {
  const [, count, unit] = /^(\d+)\s*([smhdw])$/.exec(text.trim()) ?? [];
  let ms = Number.NaN;
  if (count && unit) ms = nowMs - Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  else if (/^\d{9,11}$/.test(text)) ms = Number(text) * 1000;
  else if (RFC_3339.test(text)) ms = Date.parse(text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T'));
  const time = new Date(ms);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new UsageError(`${option} is not a valid time: "${text}".`, {
    next: 'Use 30m, 2h or 3d for a time ago, 2026-11-24T12:00:00Z, or Unix seconds.',
  });
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Returns `2026-11-25 14:03:09` in the time zone of this machine. @param time RFC 3339, or Unix seconds */
export function shownTime(time: string | number | null | undefined): string {
  if (time === null || time === undefined) return '';
  const at = new Date(typeof time === 'number' ? time * 1000 : time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(at)}`;
}

/** `14:03:09` */
export const clock = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
