import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlApi, eventBridgeRequest, webhookRequest } from '../doubles/control-api.ts';

const PATH = '/v2/core/event_destinations';

/** A valid request with any of its fields, on any level, replaced by anything. */
const broken = (valid: object): fc.Arbitrary<object> =>
  fc
    .record({ field: fc.constantFrom(...Object.keys(valid), 'metadata', 'include'), value: fc.anything() })
    .map(({ field, value }) => ({ ...valid, [field]: value }));

const anyRequest = fc.oneof(
  broken(webhookRequest()),
  broken(eventBridgeRequest()),
  broken({ url: 'https://example.com' }).map((webhook_endpoint) => webhookRequest({ webhook_endpoint })),
  fc
    .dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
    .map((metadata) => webhookRequest({ metadata })),
  fc.string({ unit: 'binary' }).map((name) => webhookRequest({ name })),
  fc.webUrl().map((url) => webhookRequest({ webhook_endpoint: { url } })),
);

/** As JSON.stringify would, but for what JSON does not have. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? Number(one) : one)) ?? 'null';

test('whatever is sent to create or update, the answer is 200 or 400, and a 400 stores nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const { as, destinations } = controlApi();
      const shop = as('sk_live_shop');
      const created = await shop.post(PATH, asJson(request));
      expect([200, 400]).toContain(created.status);
      expect(destinations.rows.size).toBe(created.status === 200 ? 1 : 0);

      const { id } = (await shop.post(PATH, webhookRequest())).body;
      const before = destinations.rows.get(id);
      const updated = await shop.post(`${PATH}/${id}`, asJson(request));
      expect([200, 400]).toContain(updated.status);
      if (updated.status === 400) expect(destinations.rows.get(id)).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
