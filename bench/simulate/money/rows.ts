/** Write and read units of the rows that failing deliveries have, from the items that the stores write. */

import { deliveryToItem } from '../../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import type { Item } from '../../../lambdas/adapters/dynamodb/item.ts';
import { type Delivery, MAX_STORED_ATTEMPTS } from '../../../lambdas/core/delivery/delivery.ts';
import { attemptFrom } from '../../../lambdas/core/delivery/transitions.ts';
import { aDelivery, aFailure } from '../../../test/doubles/factories.ts';

const KILOBYTE = 1024;

/** Headers of a request, as the sender of webhooks records them. */
const REQUEST_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'Waybill/1.0 (+https://github.com/waybill/waybill)',
  'webhook-id': 'evt_01KF0RDQG00000000000000001',
  'webhook-timestamp': '1768478400',
  'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  'Stripe-Signature': 't=1768478400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
};

/** Returns the bytes that DynamoDB counts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes({ S, N, B, L, M }: Item[string]): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (B !== undefined) return B.byteLength;
  if (L !== undefined) return L.reduce((sum, value) => sum + 1 + valueBytes(value), 3);
  if (M !== undefined) return 3 + Object.keys(M).length + itemBytes(M);
  return 1;
}

/** Returns a pending delivery after `attempts` failed attempts. */
function failedDelivery(attempts: number): Delivery {
  const startedAt = (number: number) => 1_768_478_400_000 + number * 28_800_123;
  return aDelivery({
    attemptCount: attempts,
    automaticCount: attempts,
    attempts: Array.from({ length: attempts }, (_, index) =>
      attemptFrom(
        aFailure({
          durationMs: 10_003.4 + index,
          error: { code: 'timeout', message: 'The endpoint did not respond within 10 seconds.' },
          requestHeaders: { ...REQUEST_HEADERS, 'webhook-timestamp': String(startedAt(index)) },
          responseHeaders: {},
          responseExcerpt: '',
          timing: { dns: 1.2, connect: 20.4 + index, tls: 41.1 },
        }),
        { number: index + 1, trigger: 'automatic', startedAt: startedAt(index) },
      ),
    ).slice(-MAX_STORED_ATTEMPTS),
  });
}

/** Returns the bytes of a row after a number of failed attempts. */
export const rowBytes = (attempts: number): number => itemBytes(deliveryToItem(failedDelivery(attempts), 'acct_shop'));

/** Returns the write units of storing a row with this many attempts. The index `unsettled` is written with the first one. */
export const rowWriteUnits = (attempts: number): number =>
  Math.ceil(rowBytes(attempts) / KILOBYTE) + (attempts === 1 ? 1 : 0);

/** Returns the read units of a row, strongly consistent. */
export const rowReadUnits = (attempts: number): number => Math.ceil(rowBytes(attempts) / KILOBYTE / 4);
