import { expect, test } from 'vitest';
import { readClientFrame } from '../../../lambdas/contract/listen/frames.ts';

test('reads an acknowledgement and a response, as the Stripe CLI sends them', () => {
  const ack = { type: 'event_ack', event_id: 'evt_1', webhook_id: 'lst_1', webhook_conversation_id: 'wc_1' };
  expect(readClientFrame(JSON.stringify(ack))).toEqual(ack);
  const response = { type: 'webhook_response', forward_url: 'http://localhost', status: 500, body: 'no' };
  expect(readClientFrame(JSON.stringify(response))).toEqual(response);
});

test.each([
  '',
  'null',
  '[]',
  '{',
  '"x"',
  '{"type":"hello"}',
  '{"type":"webhook_response","status":"x"}',
  'x'.repeat(1e5),
])('ignores a message of another kind: %.40s', (text) => {
  expect(readClientFrame(text)).toBeUndefined();
});
