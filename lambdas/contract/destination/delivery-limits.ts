/** The field `delivery_limits` of event destinations. */
import * as z from 'zod';
import {
  type DeliveryLimits,
  type LimitChanges,
  MAX_DELIVERY_LIMIT,
} from '../../core/destination/limits/delivery-limits.ts';

export { MAX_DELIVERY_LIMIT };

const PER_SECOND = 'Maximum number of attempts that start in a second.';
const MAX_IN_FLIGHT = 'Maximum number of attempts in progress at the same time.';

const limit = z.int().min(1).max(MAX_DELIVERY_LIMIT).nullable().optional();

export const deliveryLimitsField = z
  .strictObject({
    per_second: limit.describe(`${PER_SECOND} Null: no limit.`),
    max_in_flight: limit.describe(`${MAX_IN_FLIGHT} Null: no limit.`),
  })
  .nullable()
  .optional();

export const deliveryLimitsObject = z
  .object({
    per_second: z.int().nullable().describe(PER_SECOND),
    max_in_flight: z.int().nullable().describe(MAX_IN_FLIGHT),
  })
  .nullable()
  .describe('Limits of the deliveries to the destination. Null: no limits.');
export type DeliveryLimitsObject = z.infer<typeof deliveryLimitsObject>;

export const toDeliveryLimitsObject = (limits: DeliveryLimits | undefined): DeliveryLimitsObject =>
  limits ? { per_second: limits.perSecond ?? null, max_in_flight: limits.maxInFlight ?? null } : null;

export const toLimitChanges = (field: z.output<typeof deliveryLimitsField>): LimitChanges | null | undefined =>
  field && { perSecond: field.per_second, maxInFlight: field.max_in_flight };
