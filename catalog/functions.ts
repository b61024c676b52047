/**
 * Downgrades that JSONata cannot say: a change names one with `downgrade: { function: invoiceDueOn }`. Each gets
 * `data.object` as the change's version has it and gives it as the version before had it; neither clock nor chance may
 * decide what it gives, for every attempt of a delivery has the same body.
 */
import type { JsonObject } from '../lambdas/core/event/event.ts';

/** The day on which an invoice is due where its customer is, as `2026-01-31`. */
export function invoiceDueOn({ due_at, time_zone, ...invoice }: JsonObject): JsonObject {
  if (typeof due_at !== 'number') return { ...invoice, due_on: null };
  // Sweden writes its dates as ISO 8601 does.
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: String(time_zone ?? 'UTC'), dateStyle: 'short' });
  return { ...invoice, due_on: day.format(due_at * 1000) };
}
