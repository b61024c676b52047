/** Every call of the API with every key that may not make it: it never succeeds and never shows that the object exists. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Operation, SCOPES, type Scope } from '../../lambdas/contract/operation.ts';
import { apiWorld, GUARDED, pathWith, type SampleCall } from '../doubles/api-world.ts';
import type { HttpReply } from '../doubles/http-call.ts';

type World = Awaited<ReturnType<typeof apiWorld>>;

/** Returns a well-formed id of an object that does not exist. */
const unknownId = (id: string): string => `${id.slice(0, -6)}ZZZZZZ`;
const sampleOf = (world: World, { id }: Operation): SampleCall => {
  const sample = world.samples[id];
  if (!sample) throw new Error(`test/doubles/api-world.ts has no sample call of ${id}.`);
  return sample;
};

const send = (
  { api }: World,
  operation: Operation,
  { ids, body }: Pick<SampleCall, 'ids' | 'body'>,
  headers: Record<string, string>,
): Promise<HttpReply> =>
  api
    .as('')
    .call(operation.method, pathWith(operation.path, ids), operation.method === 'POST' ? (body ?? {}) : undefined, {
      ...headers,
    });
const bearer = (key: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${key}`, ...more });

/** Serializes the response without the ids that were requested. */
const anonymous = ({ status, body }: HttpReply, ids: readonly string[]) =>
  ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify({ status, body }));

const named = GUARDED.map((operation) => [operation.id, operation] as const);
/** Operations that every key may call, because they belong to no account. The test of credentials covers `getCredential`. */
const openToEveryKey = named.filter(([id, { access }]) => access === 'any' && id !== 'getCredential');
const closed = named.filter(([, { access }]) => access !== 'any');
const withObject = closed.filter(([, { path }]) => path.includes('{'));
const lists = closed.filter(([, { path, method }]) => method === 'GET' && !path.includes('{'));

let world: World;
let platformRestricted: string;
const restricted = new Map<Scope, string>();

beforeAll(async () => {
  world = await apiWorld();
  const platform = world.api.as('sk_live_platform');
  const make = async (account: string, scopes: readonly Scope[]) =>
    (await platform.post('/v1/api_keys', { account, name: 'restricted', scopes })).body.key as string;
  platformRestricted = await make('acct_platform', SCOPES);
  for (const scope of SCOPES) {
    const without = SCOPES.filter(
      (one) => one !== scope && !(scope === 'destinations:read' && one === 'destinations:write'),
    );
    restricted.set(scope, await make('acct_shop', without));
  }
});

describe('the sample call of each operation', () => {
  test.each(named)('%s succeeds with the right key', async (_id, operation) => {
    const own = await apiWorld();
    const sample = sampleOf(own, operation);
    const reply = await send(own, operation, sample, bearer(`sk_live_${sample.by}`));
    expect(reply.body.error ?? null).toBeNull();
    expect(reply.status).toBe(200);
  });
});

describe.each(named)('%s', (_id, operation) => {
  test.each([
    ['no key', {}],
    ['an empty key', { authorization: 'Bearer ' }],
    ['an unknown key', bearer('sk_live_unknown')],
    ['a key with an unknown prefix', bearer('pk_live_shop')],
  ])('returns 401 with %s', async (_what, headers) => {
    const reply = await send(world, operation, sampleOf(world, operation), { authorization: '', ...headers });
    expect(reply.status).toBe(401);
  });

  test("returns the same 403 to another account's key acting for an existing and for an unknown account", async () => {
    const sample = sampleOf(world, operation);
    const acting = (account: string) =>
      send(world, operation, sample, bearer('sk_live_other', { 'stripe-account': account }));
    const reply = await acting('acct_shop');
    expect(reply.status).toBe(403);
    expect(anonymous(reply, ['acct_shop'])).toBe(anonymous(await acting('acct_nobody'), ['acct_nobody']));
  });
});

describe.each(closed)('%s', (_id, operation) => {
  test('returns 403 to a restricted key that lacks the scope, also for an object that does not exist', async () => {
    const { access } = operation;
    const key = access === 'platform' ? platformRestricted : restricted.get(access as Scope);
    const sample = sampleOf(world, operation);
    const reply = await send(world, operation, sample, bearer(key as string));
    expect(reply.status).toBe(403);
    const other = await send(world, operation, { ...sample, ids: sample.ids.map(unknownId) }, bearer(key as string));
    expect(anonymous(other, sample.ids.map(unknownId))).toBe(anonymous(reply, sample.ids));
  });
});

describe.each(withObject)('%s', (_id, operation) => {
  const foreign = operation.access === 'platform' ? 'sk_test_platform' : undefined;

  test.each([
    ["another account's key", foreign ?? 'sk_live_other'],
    ["the other mode's key", foreign ?? 'sk_test_shop'],
    ['the key of an account that is not the platform', 'sk_live_other'],
  ])('responds to %s as if the object did not exist', async (_what, key) => {
    const sample = sampleOf(world, operation);
    const reply = await send(world, operation, sample, bearer(key));
    expect([403, 404]).toContain(reply.status);
    const unknown = sample.ids.map(unknownId);
    expect(anonymous(reply, sample.ids)).toBe(
      anonymous(await send(world, operation, { ...sample, ids: unknown }, bearer(key)), unknown),
    );
  });

  test('returns 404 when the key is valid but the object belongs to another account', async () => {
    const sample = sampleOf(world, operation);
    const key = sample.by === 'platform' ? 'sk_test_platform' : 'sk_live_other';
    const reply = await send(world, operation, sample, bearer(key));
    expect(reply.status).toBe(404);
  });
});

describe.each(lists)('%s', (_id, operation) => {
  const keys =
    operation.access === 'platform' ? ['sk_test_platform', 'sk_live_other'] : ['sk_test_shop', 'sk_live_other'];

  test.each(keys)('lists no object of the account for the key %s of another mode or account', async (key) => {
    const reply = await send(world, operation, sampleOf(world, operation), bearer(key));
    const text = JSON.stringify(reply.body);
    for (const { id } of [world.destination, world.event, world.apiKey, world.account]) expect(text).not.toContain(id);
    if (reply.status === 200) expect(reply.body.data).toEqual([]);
    else expect(reply.status).toBe(403);
  });
});

describe.each(openToEveryKey)('%s', (_id, operation) => {
  const reply = (key: string, sample: SampleCall, headers: Record<string, string> = {}) =>
    send(world, operation, sample, bearer(key, headers));

  test('returns the same to every key of the mode, restricted keys and sessions included, and names no account', async () => {
    const sample = sampleOf(world, operation);
    const session = (await world.api.as('sk_live_platform').post('/v1/workbench_sessions', { account: 'acct_shop' }))
      .body;
    const token = /ws_live_\w+/.exec(session.url)?.[0] ?? '';
    const first = await reply('sk_live_shop', sample);
    expect(first.status).toBe(200);
    const keys = ['sk_live_other', 'sk_live_platform', token, platformRestricted, ...restricted.values()];
    for (const key of keys) expect((await reply(key, sample)).body).toEqual(first.body);
    expect((await reply('sk_live_platform', sample, { 'stripe-account': 'acct_shop' })).body).toEqual(first.body);
    expect(JSON.stringify(first.body)).not.toContain('acct_');
  });

  test('returns no data of this mode to a key of the other mode', async () => {
    const sample = sampleOf(world, operation);
    for (const key of ['sk_test_shop', 'sk_test_platform']) {
      const { status, body } = await reply(key, sample);
      if (sample.ids.length === 0) expect([status, body.data]).toEqual([200, []]);
      else expect(status).toBe(404);
    }
  });

  test('returns 404 for an object that does not exist', async () => {
    const sample = sampleOf(world, operation);
    if (sample.ids.length === 0) return;
    expect((await reply('sk_live_shop', { ...sample, ids: sample.ids.map(unknownId) })).status).toBe(404);
  });
});

test('an id of another account in a body or a cursor is treated as unknown', async () => {
  const other = world.api.as('sk_live_other');
  const mine = (await other.post('/v1/events', { type: 'invoice.paid', data: { object: {} } })).body;
  const retry = await other.post(`/v1/events/${mine.id}/retry`, { webhook_endpoint: world.destination.id });
  expect(retry.status).toBe(404);
  const none = await other.post(`/v1/events/${mine.id}/retry`, { webhook_endpoint: unknownId(world.destination.id) });
  expect(anonymous(retry, [world.destination.id])).toBe(anonymous(none, [unknownId(world.destination.id)]));
  const page = await other.get(`/v1/events?ending_before=${world.event.id}`);
  expect(page.body.data.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
});
