/** Names of the things that a sequence is about. */
import type { Delivery, DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { type Tenant, tenantKey } from '../../../lambdas/core/tenant.ts';

/** A delivery: one event of one tenant for one destination. */
export const deliveryId = (destinationId: string, tenant: Tenant, eventKey: string): string =>
  `${destinationId} ${tenantKey(tenant)} ${eventKey}`;

export const deliveryIdOf = ({ destination, event }: Pick<DeliveryMessage, 'destination' | 'event'>): string =>
  deliveryId(destination.id, event, event.key);

export const deliveryIdOfRow = (row: Pick<Delivery, 'destinationId' | 'eventKey' | 'account' | 'mode'>): string =>
  deliveryId(row.destinationId, row, row.eventKey);

export const eventId = (tenant: Tenant, eventKey: string): string => `${tenantKey(tenant)} ${eventKey}`;

/** Concerns every delivery. */
export const ALL = '*';
