/** Sums up an account in numbers. */
import type { Destination } from '../api/types.ts';
import { addTotals, errorRateOf, failuresOf, type Health } from '../health/health.ts';
import { isDisabledByPlatform } from '../health/severity.ts';

export interface Figures {
  readonly enabled: number;
  readonly disabled: number;
  /** Destinations that the platform disabled. */
  readonly disabledByPlatform: number;
  readonly failing: number;
  /** Deliveries of the last 24 hours. */
  readonly delivered: number;
  readonly failures: number;
  /** 0 to 1; undefined when there were no attempts. */
  readonly errorRate: number | undefined;
}

export function figuresOf(
  destinations: readonly Destination[],
  healths: readonly { readonly destination: Destination; readonly health: Health }[],
): Figures {
  const today = addTotals(healths.map(({ health }) => health.today));
  const enabled = destinations.filter(({ status }) => status === 'enabled').length;
  return {
    enabled,
    disabled: destinations.length - enabled,
    disabledByPlatform: destinations.filter(isDisabledByPlatform).length,
    failing: healths.filter(({ destination, health }) => destination.status === 'enabled' && health.state === 'failing')
      .length,
    delivered: today.delivered,
    failures: failuresOf(today),
    errorRate: errorRateOf(today),
  };
}
