/** Responses to publishing when the platform cannot store an event. */
import { beforeEach, describe, expect, test } from 'vitest';
import { controlApi, webhookRequest } from '../doubles/control-api.ts';

const paid = (over: object = {}) => ({ type: 'invoice.paid', data: { object: { id: 'in_1' } }, ...over });
const NO_RETRY_HEADER = undefined;

let api: ReturnType<typeof controlApi>;
let shop: ReturnType<ReturnType<typeof controlApi>['as']>;

beforeEach(async () => {
  api = controlApi();
  shop = api.as('sk_live_shop');
  await shop.post('/v2/core/event_destinations', webhookRequest());
});

/** The table rejects events of these types. */
function throttle(...types: string[]): () => void {
  const { putFresh, putIfAbsent } = api.events.store;
  api.events.store.putFresh = async (all) => {
    const refused = all.filter(({ type }) => types.includes(type));
    await putFresh(all.filter((event) => !refused.includes(event)));
    return refused;
  };
  api.events.store.putIfAbsent = async (event) => {
    if (types.includes(event.type)) throw new Error('throttled');
    return putIfAbsent(event);
  };
  return () => Object.assign(api.events.store, { putFresh, putIfAbsent });
}

const keyed = { 'idempotency-key': 'k1' };

describe('one event that the table rejects', () => {
  test('returns a 503 that SDKs retry, with a message', async () => {
    throttle('invoice.paid');
    const { status, headers, body } = await shop.post('/v1/events', paid());
    expect([status, headers['stripe-should-retry']]).toEqual([503, 'true']);
    expect(body.error).toMatchObject({
      type: 'api_error',
      code: 'unavailable',
      message: expect.stringContaining('idempotency key'),
    });
  });

  test('is published by a repeat with its idempotency key, whose record stays after the failure', async () => {
    const end = throttle('invoice.paid');
    expect((await shop.post('/v1/events', paid(), keyed)).status).toBe(503);
    expect(api.idempotency.records.size).toBe(1);
    end();
    const first = await shop.post('/v1/events', paid(), keyed);
    const again = await shop.post('/v1/events', paid(), keyed);
    expect([first.status, again.body.id]).toEqual([200, first.body.id]);
    expect(api.events.rows.size).toBe(1);
  });
});

describe('a batch', () => {
  test('that is partly rejected returns 200 with an error in place of each rejected event', async () => {
    throttle('order.paid');
    const events = [paid(), paid({ type: 'order.paid' }), paid({ id: 'wrong' }), paid()];
    const { status, headers, body } = await shop.post('/v1/events/batch', { events });
    expect([status, body.failed, headers['stripe-should-retry']]).toEqual([200, 2, NO_RETRY_HEADER]);
    expect(body.data).toMatchObject([
      { object: 'event' },
      { error: { type: 'api_error', code: 'unavailable' } },
      { error: { type: 'invalid_request_error', param: 'events[2].id' } },
      { object: 'event' },
    ]);
    expect(api.queue.sent).toHaveLength(2);
  });

  test('that is rejected completely returns the status of an error that a repeat may fix, if there is one', async () => {
    throttle('order.paid');
    const events = [paid({ id: 'wrong' }), paid({ type: 'order.paid' })];
    const { status, headers, body } = await shop.post('/v1/events/batch', { events });
    expect([status, headers['stripe-should-retry'], body.failed]).toEqual([503, 'true', 2]);
    const wrong = await shop.post('/v1/events/batch', { events: [paid({ id: 'wrong' })] });
    expect([wrong.status, wrong.body.failed]).toEqual([400, 1]);
  });

  test('for too many destinations is rejected as a whole with the field and the limit, and may be changed', async () => {
    const [destination] = [...api.destinations.rows.values()];
    if (!destination) throw new Error('no destination');
    const many = Array.from({ length: 33 }, (_, n) => ({ ...destination, id: `ed_${n}` }));
    for (const one of many) api.destinations.rows.set(one.id, one);
    const events = Array.from({ length: 100 }, () => paid());
    const { status, body } = await shop.post('/v1/events/batch', { events }, keyed);
    expect([status, body.error]).toMatchObject([
      400,
      { code: 'invalid_fields', param: 'events', message: expect.stringContaining('3200') },
    ]);
    expect([api.events.rows.size, api.queue.sent.length]).toEqual([0, 0]);
    const fewer = await shop.post('/v1/events/batch', { events: events.slice(0, 90) }, keyed);
    expect([fewer.status, fewer.body.failed]).toEqual([200, 0]);
  });
});
