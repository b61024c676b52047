/** A time as RFC 3339, or relative to now such as `-15m`. */
export type Bound = string;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const AGO = /^-(\d{1,4})([mhd])$/;

/** Relative times that the form offers. Events are stored for 30 days. */
export const PRESETS: readonly Bound[] = ['-15m', '-1h', '-6h', '-1d', '-7d'];

/** Returns the milliseconds of a relative time such as `-15m`; undefined for an exact time. */
export function ago(bound: Bound): number | undefined {
  const [, count, unit] = AGO.exec(bound) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

export const isBound = (text: string): boolean =>
  ago(text) !== undefined || (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)));

/** @param now Unix milliseconds */
export const momentOf = (bound: Bound, now: number): number => {
  const before = ago(bound);
  return before === undefined ? Date.parse(bound) : now - before;
};

/** Returns Unix seconds, the format of the API. */
export const secondsOf = (bound: Bound, now: number): number => Math.floor(momentOf(bound, now) / 1000);

/**
 * Converts a date and time in the time zone of the browser.
 * @param date such as `2026-11-25`
 * @param time such as `14:03` or `14:03:22`; midnight when it is empty
 */
export function boundOf(date: string, time: string): Bound | undefined {
  const [hours = '00', minutes = '00', seconds = '00'] = time === '' ? [] : time.split(':');
  const local = new Date(`${date}T${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${seconds.padStart(2, '0')}`);
  return Number.isNaN(local.getTime()) ? undefined : `${local.toISOString().slice(0, 19)}Z`;
}

/** Converts a time back to a date and time for editing. */
export function localParts(bound: Bound): { readonly date: string; readonly time: string } {
  const at = new Date(bound);
  if (ago(bound) !== undefined || Number.isNaN(at.getTime())) return { date: '', time: '' };
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
  };
}
