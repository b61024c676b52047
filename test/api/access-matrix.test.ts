/** Every call of the API with every key that may not make it: never a success, never a hint that the object exists. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Operation, SCOPES, type Scope } from '../../lambdas/contract/operation.ts';
import { apiWorld, GUARDED, pathWith, type SampleCall } from '../doubles/api-world.ts';
import type { HttpReply } from '../doubles/http-call.ts';

type World = Awaited<ReturnType<typeof apiWorld>>;

/** Ids of nothing, in the form of those they stand for. */
const nothing = (id: string): string => `${id.slice(0, -6)}ZZZZZZ`;
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

/** The answer without the ids that were asked for. */
const anonymous = ({ status, body }: HttpReply, ids: readonly string[]) =>
  ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify({ status, body }));

const named = GUARDED.map((operation) => [operation.id, operation] as const);
/** What every key may read: it is nobody's data. What a key is told of itself is tested with credentials. */
const open = named.filter(([id, { access }]) => access === 'any' && id !== 'getCredential');
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

describe('the sample calls that the table starts from', () => {
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
    ['a key of no known kind', bearer('pk_live_shop')],
  ])('with %s is a 401', async (_what, headers) => {
    const reply = await send(world, operation, sampleOf(world, operation), { authorization: '', ...headers });
    expect(reply.status).toBe(401);
  });

  test("with another account's key acting for the account is a 403 that does not tell whether it exists", async () => {
    const sample = sampleOf(world, operation);
    const acting = (account: string) =>
      send(world, operation, sample, bearer('sk_live_other', { 'stripe-account': account }));
    const reply = await acting('acct_shop');
    expect(reply.status).toBe(403);
    expect(anonymous(reply, ['acct_shop'])).toBe(anonymous(await acting('acct_nobody'), ['acct_nobody']));
  });
});

describe.each(closed)('%s', (_id, operation) => {
  test('with a restricted key that lacks the scope is a 403, also for what does not exist', async () => {
    const { access } = operation;
    const key = access === 'platform' ? platformRestricted : restricted.get(access as Scope);
    const sample = sampleOf(world, operation);
    const reply = await send(world, operation, sample, bearer(key as string));
    expect(reply.status).toBe(403);
    const other = await send(world, operation, { ...sample, ids: sample.ids.map(nothing) }, bearer(key as string));
    expect(anonymous(other, sample.ids.map(nothing))).toBe(anonymous(reply, sample.ids));
  });
});

describe.each(withObject)('%s', (_id, operation) => {
  const foreign = operation.access === 'platform' ? 'sk_test_platform' : undefined;

  test.each([
    ["another account's key", foreign ?? 'sk_live_other'],
    ["the other mode's key", foreign ?? 'sk_test_shop'],
    ['the key of an account of no platform', 'sk_live_other'],
  ])('with %s is answered as if there were no such object', async (_what, key) => {
    const sample = sampleOf(world, operation);
    const reply = await send(world, operation, sample, bearer(key));
    expect([403, 404]).toContain(reply.status);
    const unknown = sample.ids.map(nothing);
    expect(anonymous(reply, sample.ids)).toBe(
      anonymous(await send(world, operation, { ...sample, ids: unknown }, bearer(key)), unknown),
    );
  });

  test("with the right key and another account's object is answered as if there were none", async () => {
    const sample = sampleOf(world, operation);
    const key = sample.by === 'platform' ? 'sk_test_platform' : 'sk_live_other';
    const reply = await send(world, operation, sample, bearer(key));
    expect(reply.status).toBe(404);
  });
});

describe.each(lists)('%s', (_id, operation) => {
  const keys =
    operation.access === 'platform' ? ['sk_test_platform', 'sk_live_other'] : ['sk_test_shop', 'sk_live_other'];

  test.each(keys)('with the key %s of another mode or account shows nothing of the account', async (key) => {
    const reply = await send(world, operation, sampleOf(world, operation), bearer(key));
    const text = JSON.stringify(reply.body);
    for (const { id } of [world.destination, world.event, world.apiKey, world.account]) expect(text).not.toContain(id);
    if (reply.status === 200) expect(reply.body.data).toEqual([]);
    else expect(reply.status).toBe(403);
  });
});

describe.each(open)('%s', (_id, operation) => {
  const reply = (key: string, sample: SampleCall, headers: Record<string, string> = {}) =>
    send(world, operation, sample, bearer(key, headers));

  test('is answered alike to every key of the mode, a restricted one and a session too, and tells nothing of any account', async () => {
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

  test("with a key of the other mode shows nothing of this one's", async () => {
    const sample = sampleOf(world, operation);
    for (const key of ['sk_test_shop', 'sk_test_platform']) {
      const { status, body } = await reply(key, sample);
      if (sample.ids.length === 0) expect([status, body.data]).toEqual([200, []]);
      else expect(status).toBe(404);
    }
  });

  test('of what is not there is a 404', async () => {
    const sample = sampleOf(world, operation);
    if (sample.ids.length === 0) return;
    expect((await reply('sk_live_shop', { ...sample, ids: sample.ids.map(nothing) })).status).toBe(404);
  });
});

test('an id of another account in a body or a cursor names nothing', async () => {
  const other = world.api.as('sk_live_other');
  const mine = (await other.post('/v1/events', { type: 'invoice.paid', data: { object: {} } })).body;
  const retry = await other.post(`/v1/events/${mine.id}/retry`, { webhook_endpoint: world.destination.id });
  expect(retry.status).toBe(404);
  const none = await other.post(`/v1/events/${mine.id}/retry`, { webhook_endpoint: nothing(world.destination.id) });
  expect(anonymous(retry, [world.destination.id])).toBe(anonymous(none, [nothing(world.destination.id)]));
  const page = await other.get(`/v1/events?ending_before=${world.event.id}`);
  expect(page.body.data.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
});
