/** The limits of a destination as they are entered: texts, empty for no limit. */
import type { Destination, DestinationChange } from '../../api/types.ts';

/** Largest value of each limit that the API accepts. */
export const MAX_LIMIT = 1000;

export interface Limits {
  readonly perSecond: string;
  readonly maxInFlight: string;
}

/** The name of each limit in the API. */
export const LIMIT_FIELDS = {
  perSecond: 'delivery_limits.per_second',
  maxInFlight: 'delivery_limits.max_in_flight',
} as const satisfies Record<keyof Limits, string>;

export const NO_LIMITS: Limits = { perSecond: '', maxInFlight: '' };

export const limitsOf = ({ delivery_limits: limits }: Destination): Limits => ({
  perSecond: String(limits?.per_second ?? ''),
  maxInFlight: String(limits?.max_in_flight ?? ''),
});

const numberIn = (text: string): number | null => (text.trim() === '' ? null : Number(text));

const isLimit = (value: number | null): boolean =>
  value === null || (Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT);

/** Returns the names in the API of the limits that are no limit. */
export const wrongLimits = ({ perSecond, maxInFlight }: Limits): string[] => [
  ...(isLimit(numberIn(perSecond)) ? [] : [LIMIT_FIELDS.perSecond]),
  ...(isLimit(numberIn(maxInFlight)) ? [] : [LIMIT_FIELDS.maxInFlight]),
];

type LimitsField = NonNullable<DestinationChange['delivery_limits']>;

/** Returns the limits that differ from those before, null for a removed one; undefined when none does. */
export function limitsChange(before: Limits, after: Limits): LimitsField | undefined {
  const [perSecond, maxInFlight] = [numberIn(after.perSecond), numberIn(after.maxInFlight)];
  const change: LimitsField = {
    ...(perSecond === numberIn(before.perSecond) ? {} : { per_second: perSecond }),
    ...(maxInFlight === numberIn(before.maxInFlight) ? {} : { max_in_flight: maxInFlight }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}
