/** Formats dates and numbers for a language, in the time zone of the browser. */
import type { Language } from './messages.ts';

/** A time: Unix milliseconds, RFC 3339 or a `Date`. */
export type Moment = number | string | Date;

export interface Formats {
  /** `Nov 25, 2026, 14:03:22` */
  readonly dateTime: (moment: Moment) => string;
  /** `14:03` */
  readonly time: (moment: Moment) => string;
  /** `Nov 25` */
  readonly day: (moment: Moment) => string;
  /** The exact time with its zone, and in UTC. */
  readonly exact: (moment: Moment) => string;
  /** `3 minutes ago`, `in 2 hours` */
  readonly relative: (moment: Moment, now: number) => string;
  readonly number: (value: number) => string;
  /** @param share 0 to 1 */
  readonly percent: (share: number) => string;
  /** `850 ms`, `3.2 s`, `2 h 5 min` */
  readonly duration: (milliseconds: number) => string;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

export function createFormats(language: Language, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const dateTime = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    ...zone,
  });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23', ...zone });
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', ...zone });
  const exact = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...zone,
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  return {
    dateTime: (moment) => dateTime.format(new Date(moment)),
    time: (moment) => time.format(new Date(moment)),
    day: (moment) => day.format(new Date(moment)),
    exact: (moment) => `${exact.format(new Date(moment))} (${new Date(moment).toISOString()})`,
    relative: (moment, now) => {
      const difference = new Date(moment).getTime() - now;
      const [name, size] = UNITS.find(([, each]) => Math.abs(difference) >= each) ?? (['second', 1000] as const);
      return relative.format(Math.trunc(difference / size), name);
    },
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    duration: (milliseconds) => {
      if (milliseconds < 1000) return unit(milliseconds, 'millisecond', milliseconds < 10 ? 1 : 0);
      if (milliseconds < 60_000) return unit(milliseconds / 1000, 'second', 1);
      const minutes = Math.round(milliseconds / 60_000);
      if (minutes < 60) return unit(minutes, 'minute');
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`;
    },
  };
}
