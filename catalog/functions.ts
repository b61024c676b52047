/**
 * Downgrades that JSONata cannot express. A change names one with `downgrade: { function: invoiceDueOn }`. Each function gets
 * `data.object` in the version of the change and returns it in the previous version. The result must not depend on time or
 * randomness, because every attempt of a delivery has the same body.
 */
import type { JsonObject } from '../lambdas/core/event/event.ts';

/** Adds the day on which an invoice is due in the time zone of its customer, such as `2026-01-31`. */
export function invoiceDueOn({ due_at, time_zone, ...invoice }: JsonObject): JsonObject {
  if (typeof due_at !== 'number') return { ...invoice, due_on: null };
  // The Swedish date format is the one of ISO 8601.
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: String(time_zone ?? 'UTC'), dateStyle: 'short' });
  return { ...invoice, due_on: day.format(due_at * 1000) };
}
