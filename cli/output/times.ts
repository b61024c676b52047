/** Times as people write and read them. */
import { UsageError } from '../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RFC_3339 = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * A time of the past: `90s`, `30m`, `2h`, `3d`, `1w` ago, unix seconds, or RFC 3339, whose seconds and zone may be left out
 * (then it is this machine's) as well as its time.
 * @returns RFC 3339 in UTC
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
  throw new UsageError(`${option} is not a time: "${text}".`, {
    next: 'Write it as 2h, 30m or 3d ago, as 2026-11-24T12:00:00Z, or as unix seconds.',
  });
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-25 14:03:09` on this machine's clock. @param time RFC 3339, or unix seconds */
export function shownTime(time: string | number | null | undefined): string {
  if (time === null || time === undefined) return '';
  const at = new Date(typeof time === 'number' ? time * 1000 : time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(at)}`;
}

/** `14:03:09` */
export const clock = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
