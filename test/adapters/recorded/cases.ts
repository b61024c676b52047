/** Messages and rows of every kind that two versions exchange while one replaces the other, and that stay when a version is rolled back. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deliveryFromItem, deliveryToItem } from '../../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { dueItem, readDue } from '../../../lambdas/adapters/dynamodb/delivery/due-list.ts';
import { readWaiting, waitingItem } from '../../../lambdas/adapters/dynamodb/delivery/waiting-list.ts';
import {
  destinationFromItem,
  destinationToItem,
} from '../../../lambdas/adapters/dynamodb/destination/destination-item.ts';
import { eventFromItem, eventToItem } from '../../../lambdas/adapters/dynamodb/event/event-store.ts';
import type { Item } from '../../../lambdas/adapters/dynamodb/item.ts';
import { recoveryFromItem, recoveryToItem } from '../../../lambdas/adapters/dynamodb/recovery/recovery-item.ts';
import type { RowFormat } from '../../../lambdas/adapters/dynamodb/row-format.ts';
import type { Delivery, DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { decodeMessage, encodeMessages } from '../../../lambdas/core/delivery/message.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import type { Recovery } from '../../../lambdas/core/recovery/recovery.ts';
import {
  aDelivery,
  aDestination,
  aMessage,
  anAttempt,
  anEvent,
  anEventBridgeDestination,
  SLOW,
  T0,
} from '../../doubles/factories.ts';

export interface FormatCase {
  readonly name: string;
  readonly value: object;
  /** The object as it is sent or stored: fields of a message, or attributes of a row. */
  readonly written: () => object;
  readonly read: (written: object) => object | Promise<object | undefined>;
}

const message = (name: string, value: DeliveryMessage): FormatCase => ({
  name: `message: ${name}`,
  value,
  written: () => JSON.parse([...encodeMessages([{ message: value, delaySeconds: 0, lane: 'fast' }])][0]?.body ?? ''),
  read: (fields) => decodeMessage(JSON.stringify(fields)),
});

const row = <T extends object>(
  name: string,
  value: T,
  toItem: (value: T) => Item,
  fromItem: (item: Item) => T,
): FormatCase => ({ name, value, written: () => toItem(value), read: (item) => fromItem(item as Item) });

const delivery = (name: string, over: Partial<Delivery>, format?: RowFormat): FormatCase =>
  row(`delivery: ${name}`, aDelivery(over), (one) => deliveryToItem(one, 'acct_platform', format), deliveryFromItem);
const event = (name: string, over: Partial<WaybillEvent>, format?: RowFormat): FormatCase =>
  row(`event: ${name}`, anEvent(over), (one) => eventToItem(one, format), eventFromItem);
const destination = (name: string, value: Destination): FormatCase =>
  row(`destination: ${name}`, value, destinationToItem, destinationFromItem);

const { inline: _event, ...reference } = aMessage({ first: false });
const attempts = [anAttempt({ ok: false, httpStatus: 503, responseHeaders: { 'retry-after': '30' } })];
const recovery: Recovery = {
  account: 'acct_shop',
  mode: 'live',
  id: 'rcv_01KF0000000000000000000001',
  destinationId: aDestination().id,
  since: T0,
  until: T0 + 3_600_000,
  statuses: ['failed', 'pending'],
  types: ['invoice.*'],
  requestedRange: 'since',
  rate: 20,
  status: 'running',
  sent: 2,
  delivered: 1,
  failed: 0,
  skipped: 0,
  cursor: anEvent().key,
  scanned: false,
  scheduledUntil: T0 + 60_000,
  leaseUntil: 0,
  created: T0,
};

/** Returns the settings of a list that has one entry in each shard. */
const listOf = (entry: object) => ({
  client: { send: async () => ({ Items: [entry] }) } as unknown as DynamoDBClient,
  deliveriesTable: 'deliveries',
  dueShards: 1,
});
const listed = {
  shard: 0,
  destinationId: aDestination().id,
  eventKey: anEvent().key,
  tenant: { account: 'acct_shop', mode: 'live' },
  destinationAccount: 'acct_platform',
} as const;
const due = { ...listed, dueAt: T0 };
const waiting = { ...listed, waits: 2 };

export const FORMAT_CASES: readonly FormatCase[] = [
  message('first', aMessage()),
  message('retry of the due list', { ...reference, dueAt: T0 }),
  message('probe', { ...reference, probe: true }),
  message('resend that was a dead letter', { ...reference, trigger: 'manual', redriven: 1 }),
  message('of a recovery', { ...reference, trigger: 'manual', recovery: recovery.id }),
  message('moved to the slow lane', aMessage({ forwarded: true, replaces: 'm0' })),
  delivery('held by a message', { heldBy: 'm0', attempts }),
  delivery('in the due list', { deferred: true, attempts }),
  delivery('waiting', { waiting: true, waits: 2, attempts }),
  delivery('failed', { status: 'failed', failureReason: 'attempts_exhausted', recovery: recovery.id, attempts }),
  delivery('delivered', { status: 'delivered', eventId: 'evt_of_the_publisher', attempts: [anAttempt()] }),
  delivery('compact, held by a message', { heldBy: 'm0', firstAttemptAt: T0, attempts }, 'compact'),
  delivery('compact, delivered', { status: 'delivered', firstAttemptAt: T0, attempts: [anAttempt()] }, 'compact'),
  {
    name: 'entry of the due list',
    value: due,
    written: () => dueItem(due),
    read: async (entry) => (await readDue(listOf(entry), 0, { until: T0, limit: 1 })).entries[0],
  },
  {
    name: 'entry of the waiting list',
    value: waiting,
    written: () => waitingItem(waiting),
    read: async (entry) => (await readWaiting(listOf(entry), listed.destinationId, { limit: 1 })).entries[0],
  },
  event('small', {}),
  event('large, for a destination of the platform', {
    id: 'evt_of_the_publisher',
    data: { object: { id: 'in_1', object: 'invoice', text: 'long '.repeat(200) } },
    destinations: [{ account: 'acct_platform', id: aDestination().id }],
  }),
  event('compact', { request: { id: 'req_1', idempotency_key: 'order-17' } }, 'compact'),
  destination('webhook endpoint', aDestination({ metadata: { team: 'orders' } })),
  destination('slow webhook endpoint', aDestination({ health: SLOW })),
  destination('event bus', anEventBridgeDestination()),
  row('recovery', recovery, recoveryToItem, recoveryFromItem),
];

/** Returns an object as JSON, with `bytes` in place of bytes. */
export const toJson = (written: object, bytes: (value: Uint8Array) => unknown): string =>
  JSON.stringify(written, function (this: Record<string, unknown>, key, value) {
    // `value` is what the method toJSON of a Buffer returned.
    const raw = this[key];
    return raw instanceof Uint8Array ? bytes(raw) : value;
  });

/** Bytes are text in a file. */
export const toText = (written: object): string =>
  toJson(written, (value) => ({ base64: Buffer.from(value).toString('base64') }));

export const fromText = (text: string): object =>
  JSON.parse(text, (_key, value) =>
    typeof value?.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
  );
