/** Validates the recovery form and converts it to the request of the API. */
import type { Destination, RecoverRequest } from '../api/types.ts';
import type { Health } from '../health/health.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Retention period of events. */
export const RETENTION_MS = 30 * DAY_MS;
/** Margin, so that a time is still within the retention period after counting. */
const MARGIN_MS = 30_000;

export const MISSED = ['failed', 'pending', 'unattempted', 'not_sent'] as const;
export type Missed = (typeof MISSED)[number];

export const RATE = { default: 10, min: 1, max: 100 } as const;
const MAX_TYPES = 20;
const TYPE_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;
const MAX_TYPE_LENGTH = 128;

const SPANS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: RETENTION_MS } as const;
export type Since = keyof typeof SPANS | 'success' | 'disabled' | 'range';

/** Times of this destination that a recovery can start from, Unix milliseconds. */
export interface Milestones {
  /** Time of the last success, to the hour or day; only for a failing destination. */
  readonly success?: number | undefined;
  /** Since when it missed events because it is or was disabled. */
  readonly disabled?: number | undefined;
}

export interface RecoverForm {
  readonly since: Since;
  /** The custom range, RFC 3339. */
  readonly range: { readonly from: string; readonly to: string } | undefined;
  readonly missed: readonly Missed[];
  /** As entered: patterns separated by commas or spaces. */
  readonly types: string;
  /** As entered. */
  readonly rate: string;
}

/** Returns the times within the retention period. */
export function milestonesOf(
  destination: Pick<Destination, 'missed_since'>,
  health: Pick<Health, 'state' | 'lastSuccess'> | undefined,
  now: number,
): Milestones {
  const recent = (at: number | undefined) => (at !== undefined && at > now - RETENTION_MS + MARGIN_MS ? at : undefined);
  return {
    success: health?.state === 'failing' ? recent(health.lastSuccess?.at) : undefined,
    disabled: destination.missed_since === null ? undefined : recent(Date.parse(destination.missed_since)),
  };
}

export const sinceOptions = ({ success, disabled }: Milestones): Since[] => [
  ...(success === undefined ? [] : (['success'] as const)),
  ...(disabled === undefined ? [] : (['disabled'] as const)),
  'hour',
  'day',
  'week',
  'month',
  'range',
];

/** Suggests to recover an outage from its start, a disabled destination from when it was disabled, or the last day. */
export const initialForm = ({ success, disabled }: Milestones): RecoverForm => ({
  since: success !== undefined ? 'success' : disabled !== undefined ? 'disabled' : 'day',
  range: undefined,
  missed: success !== undefined ? ['failed', 'pending'] : disabled !== undefined ? ['failed', 'not_sent'] : ['failed'],
  types: '',
  rate: String(RATE.default),
});

export const typesOf = (text: string): string[] => [...new Set(text.split(/[\s,、]+/).filter((one) => one !== ''))];

export type FormError =
  | 'since_missing'
  | 'range_wrong'
  | 'too_old'
  | 'missed_none'
  | 'type_wrong'
  | 'types_many'
  | 'rate_wrong';
export type FormErrors = Partial<Record<'since' | 'missed' | 'types' | 'rate', { text: FormError; value?: string }>>;

export function errorsOf(form: RecoverForm, now: number): FormErrors {
  const errors: FormErrors = {};
  const { range } = form;
  if (form.since === 'range') {
    const from = Date.parse(range?.from ?? '');
    const to = Date.parse(range?.to ?? '');
    if (Number.isNaN(from) || Number.isNaN(to)) errors.since = { text: 'since_missing' };
    else if (from >= Math.min(to, now)) errors.since = { text: 'range_wrong' };
    else if (from < now - RETENTION_MS) errors.since = { text: 'too_old' };
  }
  if (form.missed.length === 0) errors.missed = { text: 'missed_none' };
  const types = typesOf(form.types);
  const wrong = types.find((type) => !TYPE_PATTERN.test(type) || type.length > MAX_TYPE_LENGTH);
  if (wrong !== undefined) errors.types = { text: 'type_wrong', value: wrong };
  else if (types.length > MAX_TYPES) errors.types = { text: 'types_many' };
  const rate = Number(form.rate);
  if (!Number.isInteger(rate) || rate < RATE.min || rate > RATE.max) errors.rate = { text: 'rate_wrong' };
  return errors;
}

/**
 * Converts the form to a request. Relative times are resolved against `now`, so that the recovery covers what was counted.
 * @throws RangeError for a range that `errorsOf` reports
 */
export function toRequest(form: RecoverForm, milestones: Milestones, now: number): RecoverRequest {
  const types = typesOf(form.types);
  return {
    ...timesOf(form, milestones, now),
    statuses: [...form.missed],
    ...(types.length === 0 ? {} : { types }),
    rate: Number(form.rate),
  };
}

function timesOf(
  { since, range }: RecoverForm,
  milestones: Milestones,
  now: number,
): { since: string; until?: string } {
  if (since === 'range') {
    if (!range) throw new RangeError('A range needs its times.');
    return { since: new Date(range.from).toISOString(), until: new Date(range.to).toISOString() };
  }
  const at = since === 'success' || since === 'disabled' ? milestones[since] : now - SPANS[since];
  const from = Math.max(at ?? now - DAY_MS, now - RETENTION_MS);
  return { since: new Date(from).toISOString() };
}

/** Returns how long resending takes, in milliseconds. @param rate deliveries per second */
export const sendingTime = (count: number, rate: number): number => Math.ceil(count / rate) * 1000;

/** Returns the field of the form that an API error refers to. */
export function fieldOf(param: string | undefined): keyof FormErrors | undefined {
  const name = param?.split(/[.[]/)[0];
  if (name === 'since' || name === 'until') return 'since';
  if (name === 'statuses') return 'missed';
  return name === 'types' || name === 'rate' ? name : undefined;
}
