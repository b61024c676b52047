/** Write and read units of the rows that failing deliveries have, from the items that the stores write. */

import { deliveryToItem } from '../../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { type Delivery, MAX_STORED_ATTEMPTS } from '../../../lambdas/core/delivery/delivery.ts';
import { attemptFrom } from '../../../lambdas/core/delivery/transitions.ts';
import { aDelivery, aFailure } from '../../../test/doubles/factories.ts';
import { itemBytes } from '../../cost/item-size.ts';

const KILOBYTE = 1024;

/** Returns the headers of a request, as the sender of webhooks records them. @param startedAt unix milliseconds */
function requestHeaders(eventId: string, startedAt: number): Record<string, string> {
  const seconds = String(Math.floor(startedAt / 1000));
  return {
    host: 'hooks.example.com',
    'content-length': '1152',
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Waybill/1.0 (+https://github.com/waybill/waybill)',
    'webhook-id': eventId,
    'webhook-timestamp': seconds,
    'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
    'Stripe-Signature': `t=${seconds},v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd`,
  };
}

/** Returns a pending delivery after `attempts` failed attempts. */
function failedDelivery(attempts: number): Delivery {
  const startedAt = (number: number) => 1_768_478_400_000 + number * 28_800_123;
  return aDelivery({
    firstAttemptAt: startedAt(0),
    attemptCount: attempts,
    automaticCount: attempts,
    attempts: Array.from({ length: attempts }, (_, index) =>
      attemptFrom(
        aFailure({
          durationMs: 10_003.4 + index,
          error: { code: 'timeout', message: 'The endpoint did not respond within 10 seconds.' },
          requestHeaders: requestHeaders(aDelivery().eventId, startedAt(index)),
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
export const rowBytes = (attempts: number): number =>
  itemBytes(deliveryToItem(failedDelivery(attempts), 'acct_shop', 'compact'));

/** Returns the write units of storing a row with this many attempts. The index `unsettled` is written with the first one. */
export const rowWriteUnits = (attempts: number): number =>
  Math.ceil(rowBytes(attempts) / KILOBYTE) + (attempts === 1 ? 1 : 0);

/** Returns the read units of a row, strongly consistent. */
export const rowReadUnits = (attempts: number): number => Math.ceil(rowBytes(attempts) / KILOBYTE / 4);
