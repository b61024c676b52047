/** Invalid bodies at every call that writes: the response is a 4xx, nothing is stored, and there is no internal error. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../lambdas/contract/operation.ts';
import { apiWorld, type ControlApi, GUARDED, pathWith } from '../doubles/api-world.ts';
import { webhookRequest } from '../doubles/control-api.ts';

type World = Awaited<ReturnType<typeof apiWorld>>;
type Body = Readonly<Record<string, unknown>>;

const writes = GUARDED.filter(({ method }) => method === 'POST').map((operation) => [operation.id, operation] as const);

let world: World;
beforeAll(async () => {
  world = await apiWorld();
});

/** Serializes everything that is stored or sent. */
const stored = ({
  destinations,
  events,
  deliveries,
  recoveries,
  accounts,
  catalog,
  issuedKeys,
  idempotency,
  listenSessions,
  queue,
}: ControlApi) =>
  JSON.stringify(
    [destinations, events, deliveries, recoveries, accounts, catalog, issuedKeys, listenSessions].map(({ rows }) => [
      ...rows,
    ]),
  ) + JSON.stringify([queue.sent, idempotency.records.size]);

const bodyOf = ({ id }: Operation): Body => world.samples[id]?.body ?? {};

const send = (operation: Operation, body: string, headers: Record<string, string> = {}) => {
  const { by = 'shop', ids = [] } = world.samples[operation.id] ?? {};
  const path = pathWith(operation.path, ids);
  return world.api.as(`sk_live_${by}`).call('POST', path, body, { 'idempotency-key': 'fuzz', ...headers });
};

/** Operations that return the result of a validation. */
const VALIDATORS = new Set(['validateEventDestination']);

/** Operations that ignore unknown fields, because their caller is a program with versions of its own. */
const LENIENT = new Set(['createStripeCliSession']);

/** Expects a 4xx with a message, and that nothing is stored. */
async function expectRefused(operation: Operation, body: string, headers?: Record<string, string>) {
  const before = stored(world.api);
  const reply = await send(operation, body, headers);
  expect(reply.body.error?.message, body.slice(0, 200)).toEqual(expect.any(String));
  const status = VALIDATORS.has(operation.id) && reply.body.valid === false ? 400 : reply.status;
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(stored(world.api)).toBe(before);
  return reply;
}

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe.each(writes)('%s', (_id, operation) => {
  test.each([
    ['is not JSON', '{"a":'],
    ['is JSON of another kind', '[]'],
    ['is text', '"hello"'],
    ['is a number', '7'],
    ['is nested too deeply', nested(100)],
    ['is nested deeper than the stack allows', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['is too large', `{"name":"${'x'.repeat(2_000_000)}"}`],
    ['names a prototype', '{"__proto__":{"platform":true}}'],
    ['names a prototype in a nested object', '{"metadata":{"a":{"__proto__":1}}}'],
    ['has a byte order mark and control characters', '\ufeff\u0000\u0001'],
  ])('rejects a body that %s', async (_what, body) => {
    await expectRefused(operation, body);
  });

  if (!LENIENT.has(operation.id)) {
    test('rejects an unknown field and names it', async () => {
      for (const extra of ['constructor', 'toString', 'hasOwnProperty', 'prototype', '$where', 'größe', '🚚', '']) {
        const reply = await expectRefused(operation, JSON.stringify({ ...bodyOf(operation), [extra]: 1 }));
        expect(reply.body.error.message).toContain(extra);
      }
    });
  }

  test('rejects each field with a value of another type and names it', async () => {
    for (const [field, value] of Object.entries(bodyOf(operation))) {
      const others = [{ no: ['such', 'thing'] }, [[['deep']]], '\u0000', 1e308, 'x'.repeat(100_000), null];
      // A list may be written as its single item, and some fields accept any value.
      const wrong = others.filter(
        (other) => !operation.body.safeParse({ ...bodyOf(operation), [field]: other }).success,
      );
      expect(wrong.length, `${field} (${JSON.stringify(value)})`).toBeGreaterThanOrEqual(4);
      for (const other of wrong) {
        const reply = await expectRefused(operation, JSON.stringify({ ...bodyOf(operation), [field]: other }));
        expect(reply.body.error.message).toContain(field);
      }
    }
  });

  test('rejects invalid headers', async () => {
    const body = JSON.stringify(bodyOf(operation));
    for (const headers of [
      { 'idempotency-key': 'x'.repeat(256) },
      { 'idempotency-key': 'größer' },
      { 'stripe-account': '../acct_shop' },
      { 'stripe-account': 'acct_shop#sandbox' },
      { 'stripe-context': 'acct_shop/acct_\u0000' },
      { authorization: `Bearer sk_live_${'x'.repeat(300)}` },
      { authorization: 'Bearer __proto__' },
    ] as Record<string, string>[]) {
      await expectRefused(operation, body, headers);
    }
  });

  test('returns no internal error for any JSON or any text', async () => {
    const invalidText = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .tuple(fc.constantFrom(...Object.keys(bodyOf(operation)), 'x'), fc.jsonValue())
        .map(([field, value]) => JSON.stringify({ ...bodyOf(operation), [field]: value })),
    );
    const types = fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      '',
      'x/\u00ff',
    );
    await fc.assert(
      fc.asyncProperty(invalidText, types, async (body, type) => {
        const reply = await send(operation, body, { 'content-type': type, 'idempotency-key': '' });
        expect(reply.status).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
  });
});

describe('forms', () => {
  const form = writes.find(([id]) => id === 'createWebhookEndpoint')?.[1] as Operation;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each([
    ['too many fields', Array.from({ length: 6000 }, (_, n) => `a${n}=1`).join('&')],
    ['too many levels', `a${'[b]'.repeat(40)}=1`],
    ['a list with a very large index', 'enabled_events[99999]=x&url=https://example.com'],
    ['a prototype', '__proto__[platform]=true&url=https://example.com&enabled_events[]=*'],
    ['an encoded prototype', 'metadata%5B%5F_proto__%5D=1&url=https://example.com&enabled_events[]=*'],
    ['invalid percent-encoding', 'url=%E0%A4%A&enabled_events[]=*'],
    ['a repeated name', 'url=https://a.example&url=https://b.example&enabled_events[]=*'],
  ])('with %s are rejected', async (_what, body) => {
    await expectRefused(form, body, type);
  });
});

test('a rejected call leaves no data, and the corrected call succeeds', async () => {
  const create = writes.find(([id]) => id === 'createEventDestination')?.[1] as Operation;
  await expectRefused(create, JSON.stringify(webhookRequest({ name: 7 })));
  expect((await send(create, JSON.stringify(webhookRequest()))).status).toBe(200);
});
