import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { newSigningSecret, signatureHeaders } from '../../../../../lambdas/core/destination/types/webhook/signature.ts';

const stripe = new Stripe('sk_test_x');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const now = () => Math.floor(Date.now() / 1000);

const sign = (over: Partial<Parameters<typeof signatureHeaders>[0]> = {}) =>
  signatureHeaders({
    body: '{"test": 2432232314}',
    messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampSeconds: 1614265330,
    secrets: [SECRET],
    stripeHeaderName: 'Stripe-Signature',
    ...over,
  });

describe('signatures', () => {
  it('are those of the Standard Webhooks vector', () => {
    expect(sign()).toMatchObject({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('use the header name that is set for the Stripe form', () => {
    expect(sign({ stripeHeaderName: 'Acme-Signature' })['Acme-Signature']).toMatch(/^t=1614265330,v1=[0-9a-f]{64}$/);
  });

  it('are the same for a text and its UTF-8 bytes', () => {
    const body = '{"name":"Zoë 🧇"}';
    expect(sign({ body })).toEqual(sign({ body: Buffer.from(body) }));
  });

  it('stand side by side, one of each form per secret, in order', () => {
    const other = newSigningSecret(randomBytes);
    const both = sign({ secrets: [other, SECRET] });
    expect(both['Stripe-Signature']).toBe(
      `${sign({ secrets: [other] })['Stripe-Signature']}${sign()['Stripe-Signature']?.replace('t=1614265330', '')}`,
    );
    expect(both['webhook-signature']?.split(' ')).toEqual([
      sign({ secrets: [other] })['webhook-signature'],
      sign()['webhook-signature'],
    ]);
  });

  it('of any body are accepted by both official verifiers, with either of two secrets', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 1 }), (data, which) => {
        const secrets = [newSigningSecret(randomBytes), newSigningSecret(randomBytes)];
        const body = `{"object":"event","data":${data}}`;
        const headers = sign({ body, secrets, timestampSeconds: now() });
        const secret = secrets[which] ?? '';
        expect(stripe.webhooks.constructEvent(body, headers['Stripe-Signature'] ?? '', secret)).toEqual(
          JSON.parse(body),
        );
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }),
      { numRuns: 50 },
    );
  });

  it('do not fit a body that was changed or another secret', () => {
    const headers = sign({ timestampSeconds: now() });
    const verify = (body: string, secret: string) => [
      () => stripe.webhooks.constructEvent(body, headers['Stripe-Signature'] ?? '', secret),
      () => new Webhook(secret).verify(body, headers),
    ];
    const wrong = [...verify('{"test": 1}', SECRET), ...verify('{"test": 2432232314}', newSigningSecret(randomBytes))];
    for (const check of wrong) expect(check).toThrow();
  });
});

describe('a new signing secret', () => {
  it('is 32 random bytes in base64 behind its prefix', () => {
    expect(newSigningSecret((count) => Buffer.alloc(count, 7))).toBe(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
  });
});
