/** An event stored by a call that was interrupted before it sent the messages, and that the publisher did not repeat. */
import { beforeEach, expect, test } from 'vitest';
import { controlApi, webhookRequest } from '../../doubles/control-api.ts';
import { T0 } from '../../doubles/factories.ts';

const HOUR = 3_600_000;
const DESTINATIONS = '/v2/core/event_destinations';

let api: ReturnType<typeof controlApi>;
let shop: ReturnType<ReturnType<typeof controlApi>['as']>;
let destination: string;
let event: string;

beforeEach(async () => {
  api = controlApi();
  shop = api.as('sk_live_shop');
  destination = (await shop.post(DESTINATIONS, webhookRequest())).body.id;
  api.queue.queue.send = async () => {
    throw new Error('The process was killed.');
  };
  const killed = await shop.post('/v1/events', { type: 'invoice.paid', data: { object: { id: 'in_1' } } });
  expect(killed.status).toBe(500);
  event = [...api.events.rows.values()][0]?.id as string;
});

const seen = async () => {
  const { body: outcomes } = await shop.get(`/v1/events/${event}/deliveries`);
  const { body: delivery } = await shop.get(`${DESTINATIONS}/${destination}/deliveries/${event}`);
  const { body: shown } = await shop.get(`/v1/events/${event}`);
  const listed = async (query: string) => (await shop.get(`/v1/events?${query}`)).body.data.length;
  return {
    outcome: outcomes.data[0].delivery.status,
    delivery: delivery.status,
    reason: delivery.failure_reason,
    pending_webhooks: shown.pending_webhooks,
    succeeded: await listed('delivery_success=true'),
    all: await listed(''),
  };
};

test('a delivery without a message is pending for 72 hours, then failed as never attempted', async () => {
  const undelivered = { pending_webhooks: 1, succeeded: 0, all: 1 };
  const pending = { outcome: 'pending', delivery: 'pending', reason: null, ...undelivered };
  expect(await seen()).toEqual(pending);
  api.clock.now = T0 + 71 * HOUR;
  expect(await seen()).toEqual(pending);
  api.clock.now = T0 + 73 * HOUR;
  expect(await seen()).toEqual({ outcome: 'failed', delivery: 'failed', reason: 'never_attempted', ...undelivered });
  const { body } = await shop.get(`${DESTINATIONS}/${destination}/deliveries/${event}`);
  expect(body).toMatchObject({
    attempts: [],
    next_attempt_at: null,
    planned_attempts: [],
    failure_detail: expect.stringContaining('Resend the event.'),
  });
  const list = async (status: string) =>
    (await shop.get(`${DESTINATIONS}/${destination}/deliveries?event=${event}&status=${status}`)).body.data.length;
  expect([await list('failed'), await list('pending')]).toEqual([1, 0]);
});

test('a recovery of unattempted events includes it', async () => {
  api.clock.now = T0 + 73 * HOUR;
  const since = new Date(T0 - HOUR).toISOString();
  const count = await shop.post(`${DESTINATIONS}/${destination}/recover`, {
    since,
    statuses: ['unattempted'],
    dry_run: true,
  });
  expect(count).toMatchObject({ status: 200, body: { count: 1 } });
});
