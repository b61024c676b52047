/** The limits of a destination: options of the commands that write it, and the text that shows them. */
import type { Command } from 'commander';
import { MAX_DELIVERY_LIMIT } from '../../lambdas/contract/destination/delivery-limits.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { UsageError } from '../errors.ts';
import { definedFields } from '../options.ts';

export interface LimitFlags {
  maxPerSecond?: string;
  maxInFlight?: string;
}

/** The value of an option that removes a limit. */
const NONE = 'none';

interface Removal {
  /** Whether the command can remove a limit. */
  readonly removes: boolean;
}

export const addLimitOptions = (command: Command, { removes }: Removal): Command => {
  const values = `1 to ${MAX_DELIVERY_LIMIT}${removes ? `, or ${NONE} to remove the limit` : ' (default: no limit)'}`;
  return command
    .option('--max-per-second <n>', `Maximum number of attempts that start in a second, ${values}`)
    .option('--max-in-flight <n>', `Maximum number of attempts in progress at the same time, ${values}`);
};

/** Returns the field `delivery_limits` of a request; undefined without these options. @throws UsageError */
export function limitsOf({ maxPerSecond, maxInFlight }: LimitFlags, removal: Removal): object | undefined {
  const limits = definedFields({
    per_second: limit('--max-per-second', maxPerSecond, removal),
    max_in_flight: limit('--max-in-flight', maxInFlight, removal),
  });
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function limit(option: string, text: string | undefined, { removes }: Removal): number | null | undefined {
  if (text === undefined) return undefined;
  if (removes && text === NONE) return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_DELIVERY_LIMIT) return value;
  throw new UsageError(
    `${option} must be a whole number from 1 to ${MAX_DELIVERY_LIMIT}${removes ? `, or ${NONE} to remove the limit` : ''}, got "${text}".`,
  );
}

/** Returns a text such as `20 a second, 5 at the same time`; empty without limits. */
export const limitsText = ({ delivery_limits: limits }: EventDestinationObject): string =>
  [
    ...(limits?.per_second ? [`${limits.per_second} a second`] : []),
    ...(limits?.max_in_flight ? [`${limits.max_in_flight} at the same time`] : []),
  ].join(', ');
