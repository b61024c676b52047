import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlApi, eventBridgeRequest, webhookRequest } from '../doubles/control-api.ts';

const PATH = '/v2/core/event_destinations';

/** Generates valid requests in which any field, at any level, is replaced by any value. */
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

/** Converts a value as JSON.stringify would, except for values that JSON doesn't have. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? Number(one) : one)) ?? 'null';

test('creating or updating with any body returns 200, or 400 without storing anything', async () => {
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
