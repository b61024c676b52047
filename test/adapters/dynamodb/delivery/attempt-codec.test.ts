import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeAttempt,
  encodeAttempt,
  encodeCompactAttempt,
} from '../../../../lambdas/adapters/dynamodb/delivery/attempt-codec.ts';
import { deliveryFromItem, deliveryToItem } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import type { Attempt } from '../../../../lambdas/core/delivery/delivery.ts';
import { aDelivery, anAttempt, T0 } from '../../../doubles/factories.ts';

const EVENT_ID = 'evt_01KF0000000000000000000001';

/** An attempt with the headers of a webhook with two signing secrets. */
function signed(startedAt = T0): Attempt {
  const seconds = Math.floor(startedAt / 1000);
  const v1 = [randomBytes(32), randomBytes(32)];
  return anAttempt({
    startedAt,
    requestHeaders: {
      host: 'hooks.example.com',
      'content-length': '1152',
      'webhook-id': EVENT_ID,
      'webhook-timestamp': String(seconds),
      'webhook-signature': v1.map((bytes) => `v1,${bytes.toString('base64')}`).join(' '),
      'Stripe-Signature': `t=${seconds},${v1.map((bytes) => `v1=${bytes.toString('hex')}`).join(',')}`,
    },
  });
}

const roundTrip = (attempt: Attempt, eventId = EVENT_ID) =>
  decodeAttempt(encodeCompactAttempt(attempt, eventId), eventId);

describe('an attempt is read as it was written', () => {
  test('with its signatures, in little more than their bytes', () => {
    const attempt = signed();
    expect(roundTrip(attempt)).toEqual(attempt);
    expect(encodeCompactAttempt(attempt, EVENT_ID).length).toBeLessThan(4 * 32 + 120);
  });

  test('with any texts of the endpoint, any id of the event and any time', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u0001\u0002\u0003\u0004', EVENT_ID, `${'a'.repeat(43)}=`, 'f'.repeat(130), '$1$&'),
    );
    const property = fc.property(text, text, text, fc.nat(2 ** 41), (excerpt, header, id, startedAt) => {
      const attempt = { ...signed(startedAt), responseExcerpt: excerpt, responseHeaders: { [header]: excerpt } };
      expect(roundTrip(attempt, `evt_${id}`)).toEqual(JSON.parse(JSON.stringify(attempt)));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('with more texts like signatures than the count can name', () => {
    const attempt = anAttempt({ responseExcerpt: 'ab'.repeat(32 * 300) });
    expect(roundTrip(attempt)).toEqual(attempt);
  });

  test('in the full format', () => {
    const attempt = signed();
    expect(decodeAttempt(encodeAttempt(attempt), EVENT_ID)).toEqual(attempt);
  });
});

test('an attempt of a later version is an error that names the version', () => {
  expect(() => decodeAttempt(Buffer.of(9, 0), EVENT_ID)).toThrow('version 9');
});

describe('a row of a delivery', () => {
  const first = signed();
  const delivered = { attempts: [first], firstAttemptAt: first.startedAt, status: 'delivered' } as const;

  test('of a first-attempt success has nothing that follows from its attempt', () => {
    const delivery = aDelivery({ ...delivered, eventId: EVENT_ID });
    const item = deliveryToItem(delivery, 'acct_shop', 'compact');
    expect(item).not.toHaveProperty('automatic_count');
    expect(item).not.toHaveProperty('first_attempt_at');
    expect(deliveryFromItem(item)).toEqual(JSON.parse(JSON.stringify(delivery)));
  });

  test.each([
    ['no attempt', { attempts: [], attemptCount: 0, automaticCount: 0, firstAttemptAt: undefined }],
    ['a manual attempt', { attemptCount: 2, automaticCount: 1 }],
    ['a first attempt that is not stored any more', { attemptCount: 60, automaticCount: 60, firstAttemptAt: T0 - 1 }],
    ['a first attempt without a time', { firstAttemptAt: undefined }],
  ])('with %s has both', (_name, over) => {
    const delivery = aDelivery({ ...delivered, ...over } as Parameters<typeof aDelivery>[0]);
    const item = deliveryToItem(delivery, 'acct_shop', 'compact');
    expect(item).toHaveProperty('automatic_count');
    expect(deliveryFromItem(item)).toEqual(JSON.parse(JSON.stringify(delivery)));
  });

  test('in the full format has all attributes', () => {
    const delivery = aDelivery(delivered as Parameters<typeof aDelivery>[0]);
    const item = deliveryToItem(delivery, 'acct_shop');
    expect(item).toMatchObject({ automatic_count: { N: '1' }, first_attempt_at: { N: String(first.startedAt) } });
    expect(deliveryFromItem(item)).toEqual(delivery);
  });
});
