/** Colours and columns of deliveries and attempts. */
import type { AttemptObject, DeliveryObject } from '../../lambdas/contract/delivery/delivery.ts';
import type { Column } from '../output/table.ts';
import { paint } from '../output/terminal.ts';
import { shownTime } from '../output/times.ts';

const COLOURS = { delivered: paint.green, pending: paint.yellow, failed: paint.red } as const;

export const statusColour = (status: DeliveryObject['status'] | undefined) => (status ? COLOURS[status] : paint.dim);

export const attemptColumns: readonly Column<AttemptObject>[] = [
  { head: '#', value: (attempt) => attempt.number },
  { head: 'STARTED', value: (attempt) => shownTime(attempt.started_at) },
  { head: 'TRIGGER', value: (attempt) => attempt.trigger },
  {
    head: 'STATUS',
    value: (attempt) => attempt.http_status ?? 'none',
    colour: (attempt) => (attempt.succeeded ? paint.green : paint.red),
  },
  { head: 'MS', value: (attempt) => Math.round(attempt.duration_ms) },
  { head: 'RESPONSE', value: (attempt) => attempt.error?.message ?? attempt.response_excerpt, least: 16, wraps: true },
];
