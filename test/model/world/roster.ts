/** Three accounts, one of them the platform, and their destinations. */

import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import type { Tenant } from '../../../lambdas/core/tenant.ts';
import { aDestination, anEventBridgeDestination, T0 } from '../../doubles/factories.ts';

export const PLATFORM = 'acct_platform';
export const ACCOUNTS = ['acct_shop', 'acct_bank', PLATFORM] as const;
export const TYPES = ['invoice.paid', 'invoice.failed', 'order.paid'] as const;

export const SELECTIONS: readonly (readonly string[])[] = [['*'], ['invoice.*'], ['order.paid'], ['invoice.paid']];

const CREATED = T0 - 86_400_000;
const id = (mode: Tenant['mode'], number: number): string =>
  `${mode === 'sandbox' ? 'ed_test_' : 'ed_'}01KF00000000000000000000${String(number).padStart(2, '0')}`;

const webhook = (number: number, over: Partial<WebhookDestination>): Destination =>
  aDestination({
    id: id(over.mode ?? 'live', number),
    created: CREATED,
    updated: CREATED,
    webhookEndpoint: { url: `https://example.com/${number}`, secrets: [] },
    ...over,
  });

export const roster = (): Destination[] => [
  webhook(1, {}),
  webhook(2, { account: PLATFORM, eventsFrom: ['@accounts'] }),
  webhook(3, { account: 'acct_bank', enabledEvents: ['invoice.*'], deliveryLimits: { perSecond: 1, maxInFlight: 2 } }),
  anEventBridgeDestination({ id: id('live', 4), created: CREATED, updated: CREATED }),
  webhook(5, { mode: 'sandbox' }),
  webhook(6, {
    account: 'acct_bank',
    enabledEvents: ['order.paid'],
    eventPayload: 'thin',
    snapshotApiVersion: null,
    webhookEndpoint: { url: 'https://example.com/6', secrets: [] },
  }),
];

export const DESTINATION_IDS: readonly string[] = roster().map((destination) => destination.id);
