import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { clientFrame, serverFrame } from '../../../lambdas/contract/listen/frames.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import {
  acknowledged,
  type FrameInput,
  frameText,
  localResponseFrom,
  MAX_MESSAGE_BYTES,
} from '../../../lambdas/core/listen/frames.ts';
import type { WebhookResponseFrame } from '../../../lambdas/core/listen/protocol.ts';
import { anEvent, T0 } from '../../doubles/factories.ts';
import { aListenSession } from '../../doubles/memory-listen.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const given: FrameInput & { body: string } = {
  session: aListenSession(),
  channel: 'c1~i1',
  event: anEvent({ id: 'evt_chosen' }),
  body: '{"id":"evt_chosen"}',
  secret,
  stripeHeaderName: 'Stripe-Signature',
  now: Date.now(),
  resend: false,
};
const frameOf = (over: Partial<FrameInput> = {}) => serverFrame.parse(JSON.parse(frameText({ ...given, ...over })));
const key = given.event.key;

describe('a message to a listener', () => {
  test('is a frame of the Stripe CLI with fields of Waybill, and its body is signed with the secret of the account', () => {
    const frame = frameOf();
    expect(frame).toMatchObject({
      type: 'webhook_event',
      event_payload: given.body,
      event_id: 'evt_chosen',
      event_type: 'invoice.paid',
      account: 'acct_shop',
    });
    new Webhook(secret).verify(given.body, frame.http_headers);
    expect(frame.http_headers['Stripe-Signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  });

  test('is a v2 frame for thin events', () => {
    const session = aListenSession({ eventPayload: 'thin', apiVersion: null });
    expect(frameOf({ session })).toMatchObject({ type: 'v2_event', destination_id: session.id, payload: given.body });
  });

  test('omits a body that is too large or cannot be rendered, and then has no signature', () => {
    for (const body of ['x'.repeat(MAX_MESSAGE_BYTES), null]) {
      const frame = frameOf({ body });
      expect(frame).toMatchObject({ event_payload: null, event_id: 'evt_chosen' });
      expect(Object.keys(frame.http_headers)).not.toContain('Stripe-Signature');
    }
  });

  test('is within the limit, measured in bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 8_000 }), (text, times) => {
        const body = JSON.stringify({ text: text.repeat(times) });
        expect(Buffer.byteLength(frameText({ ...given, body }))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      }),
      { numRuns: 50 },
    );
  });

  test('leaves room for the local response of the Stripe CLI, which contains the event again', () => {
    let body = '"'.repeat(30_000);
    while (frameOf({ body: `${body}"` })) {
      const frame = frameOf({ body: `${body}"` });
      if (!('event_payload' in frame) || frame.event_payload === null) break;
      body += '"'.repeat(200);
    }
    const answer: WebhookResponseFrame = {
      type: 'webhook_response',
      forward_url: 'http://localhost:3000/hook',
      status: 200,
      // Its own limits: https://github.com/stripe/stripe-cli, pkg/proxy
      body: '\\"'.repeat(2_500),
      http_headers: Object.fromEntries(
        Array.from({ length: 21 }, (_, n) => [`X-${n}`.padEnd(50, 'x'), 'v'.repeat(200)]),
      ),
      request_headers: frameOf({ body }).http_headers,
      request_body: body,
    };
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(128 * 1024);
  });
});

describe('an acknowledgement', () => {
  const now = publishedAt(key);
  const ack = (over: object) => ({ type: 'event_ack' as const, event_id: 'evt_chosen', webhook_id: 'lst_1', ...over });
  const conversation = (of: object) => (of as { webhook_conversation_id: string }).webhook_conversation_id;

  test('of a sent event names the key, also when the publisher chose the id', () => {
    const sent = conversation(frameOf({ channel: 'Xyz_1=~i-1' }));
    expect(acknowledged(ack({ webhook_conversation_id: sent }), now)).toEqual({ key, channel: 'Xyz_1=~i-1' });
    expect(acknowledged(ack({ webhook_conversation_id: `wc_${key}` }), now)).toEqual({ key });
  });

  test('without a conversation, as of thin events, names the id, which a publisher may have chosen', () => {
    expect(acknowledged(ack({ webhook_conversation_id: '', event_id: key }), now)).toEqual({ id: key });
    expect(acknowledged(ack({ webhook_conversation_id: '' }), now)).toEqual({ id: 'evt_chosen' });
    expect(acknowledged(ack({}), now)).toEqual({ id: 'evt_chosen' });
  });

  test('of a resent event does not move the cursor: earlier events may not have been sent', () => {
    const resent = conversation(frameOf({ resend: true }));
    expect(acknowledged(ack({ webhook_conversation_id: resent, event_id: key }), now)).toBeUndefined();
  });

  test('with a time in the future, or with an invalid key, does not move the cursor', () => {
    expect(acknowledged(ack({ webhook_conversation_id: 'wc_evt_7ZZZZZZZZZ0000000000000000' }), now)).toBeUndefined();
    expect(acknowledged(ack({ webhook_conversation_id: 'wc_rubbish' }), now)).toBeUndefined();
  });
});

describe('a local response', () => {
  const frame = (over: object = {}): WebhookResponseFrame => {
    const parsed = clientFrame.parse({
      type: 'webhook_response',
      forward_url: 'http://localhost/hook',
      status: 200,
      http_headers: { A: 'b' },
      body: 'thanks',
      notification_id: 'evt_1',
      request_body: '{"id":"evt_1","type":"invoice.paid"}',
      ...over,
    });
    return parsed as WebhookResponseFrame;
  };

  test('names the event and its type, from its fields or from the request body', () => {
    expect(localResponseFrom(frame(), 'ans_1', T0)).toEqual({
      id: 'ans_1',
      eventId: 'evt_1',
      eventType: 'invoice.paid',
      forwardUrl: 'http://localhost/hook',
      status: 200,
      body: 'thanks',
      headers: { A: 'b' },
      at: T0,
    });
    const acknowledgement = localResponseFrom(
      frame({ event_type: 'a.b', duration_ms: 12.6, request_body: 'cut off {' }),
      'ans_1',
      T0,
    );
    expect(acknowledgement).toMatchObject({ eventType: 'a.b', durationMs: 13 });
    expect(
      localResponseFrom(frame({ request_body: 'null', notification_id: undefined }), 'ans_1', T0),
    ).not.toHaveProperty('eventId');
  });

  test('is cut to its limits, in whole characters', () => {
    const { body } = localResponseFrom(frame({ body: '🚚'.repeat(1_000) }), 'ans_1', T0);
    expect(body).toBe('🚚'.repeat(256));
    const { headers } = localResponseFrom(
      frame({ http_headers: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`h${n}`, 'x'.repeat(5_000)])) }),
      'ans_1',
      T0,
    );
    expect(JSON.stringify(headers).length).toBeLessThan(120_000);
  });
});
