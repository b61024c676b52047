import { beforeEach, describe, expect, test, vi } from 'vitest';
import { checkSchema } from '../../../lambdas/adapters/catalog/schema-check.ts';
import type { CheckMode } from '../../../lambdas/core/catalog/catalog.ts';
import type { CatalogReader } from '../../../lambdas/core/catalog/ports.ts';
import { InvalidFieldsError } from '../../../lambdas/core/errors.ts';
import { PING_TYPE } from '../../../lambdas/core/event/event-body.ts';
import { type Checked, type CheckSettings, checkAgainstCatalog } from '../../../lambdas/core/publish/checks.ts';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import { anEventType, aVersion, memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';

const shop = { account: 'acct_shop', mode: 'live' } as const;
const anAccount = (eventCheck?: CheckMode) => ({
  ...shop,
  key: '01KF1HZMR00000000000000001',
  name: 'Shop',
  metadata: {},
  revision: 1,
  ...(eventCheck ? { eventCheck } : {}),
});

let catalog: ReturnType<typeof memoryCatalogStore>;
let accounts: ReturnType<typeof memoryAccountStore>;
beforeEach(() => {
  catalog = memoryCatalogStore();
  accounts = memoryAccountStore();
});

const check = (over: Partial<PublishRequest> = {}, settings: Partial<CheckSettings> = {}, kept?: CatalogReader) =>
  checkAgainstCatalog(
    { type: 'invoice.paid', data: { object: { id: 'in_1', amount: 'lots' } }, ...over },
    shop,
    {
      catalog: kept ?? catalog.store,
      accounts: accounts.store,
      current: { catalog: catalog.store, accounts: accounts.store },
      checkSchema,
    },
    { defaultApiVersion: '2025-01-01', eventCheck: 'off', unknownTypes: 'allow', ...settings },
  );
const refused = (result: Checked | InvalidFieldsError): InvalidFieldsError => {
  if (!(result instanceof InvalidFieldsError)) throw new Error(`not refused: ${JSON.stringify(result)}`);
  return result;
};
const outcome = (result: Checked | InvalidFieldsError): CheckMode =>
  result instanceof InvalidFieldsError ? 'block' : result.warnings ? 'warn' : 'off';

describe('whether data is checked', () => {
  test.each<[CheckMode | undefined, CheckMode | undefined, CheckMode, CheckMode]>([
    [undefined, undefined, 'off', 'off'],
    [undefined, undefined, 'warn', 'warn'],
    [undefined, 'block', 'off', 'block'],
    [undefined, 'off', 'block', 'off'],
    ['warn', 'block', 'off', 'warn'],
    ['off', 'block', 'block', 'off'],
    ['block', undefined, 'off', 'block'],
  ])(
    'with %s of the type, %s of the account and %s of the stage is %s',
    async (ofType, ofAccount, eventCheck, expected) => {
      await catalog.store.putType('live', anEventType(ofType ? { check: ofType } : {}));
      await accounts.store.create(anAccount(ofAccount));
      expect(outcome(await check({}, { eventCheck }))).toBe(expected);
    },
  );

  test('depends on the setting of the stage for an account that is not registered', async () => {
    await catalog.store.putType('live', anEventType());
    expect(outcome(await check({}, { eventCheck: 'block' }))).toBe('block');
  });

  test('needs no read of the account when the type has a check mode, has no schema or is unknown', async () => {
    const get = vi.spyOn(accounts.store, 'get');
    await catalog.store.putType('live', anEventType({ check: 'off' }));
    await catalog.store.putType('live', anEventType({ type: 'invoice.sent', schemas: {} }));
    for (const type of ['invoice.paid', 'invoice.sent', 'invoice.gone']) await check({ type }, { eventCheck: 'block' });
    expect(get).not.toHaveBeenCalled();
  });

  test('is never the case for Waybill’s own types, which need no read', async () => {
    const reads = [
      vi.spyOn(catalog.store, 'versions'),
      vi.spyOn(catalog.store, 'type'),
      vi.spyOn(accounts.store, 'get'),
    ];
    await catalog.store.putType('live', anEventType({ type: PING_TYPE }));
    expect(await check({ type: PING_TYPE }, { eventCheck: 'block', unknownTypes: 'block' })).toEqual({
      apiVersion: '2025-01-01',
    });
    for (const read of reads) expect(read).not.toHaveBeenCalled();
  });
});

describe('data that does not match its schema', () => {
  test('is refused with the pointer of each problem in the mode block', async () => {
    await catalog.store.putType('live', anEventType({ check: 'block' }));
    const error = refused(await check({ data: { object: { amount: -1 } } }));
    expect(error).toMatchObject({ param: 'data.object', status: 400 });
    expect(error.message).toBe('data.object: /id: is required. /amount: should be at least 0.');
  });

  test('is accepted with up to ten warnings in the mode warn', async () => {
    const items = { type: 'array', items: { type: 'integer' } };
    const schemas = { '2026-01-01': { type: 'object', properties: { 'a/b~ü': items } } };
    await catalog.store.putType('live', anEventType({ check: 'warn', schemas }));
    const { warnings } = (await check({ data: { object: { 'a/b~ü': Array(30).fill('x') } } })) as Checked;
    expect(warnings).toHaveLength(10);
    expect(warnings?.[1]).toEqual({ pointer: '/a~1b~0ü/1', message: 'should be a whole number.' });
  });

  test('is not reported for data that matches', async () => {
    await catalog.store.putType('live', anEventType({ check: 'warn' }));
    expect(await check({ data: { object: { id: 'in_1', amount: 7 } } })).toEqual({
      apiVersion: '2025-01-01',
    } satisfies Checked);
  });
});

describe('the API version', () => {
  const put = async (...versions: string[]) => {
    for (const version of versions) await catalog.store.putVersion('live', aVersion({ version }));
  };

  test('of an event that names none is the default, else the newest, else the stage’s', async () => {
    expect(await check()).toEqual({ apiVersion: '2025-01-01' });
    await put('2026-01-01', '2026-06-01');
    expect(await check()).toEqual({ apiVersion: '2026-06-01' });
    await catalog.store.putVersion('live', aVersion({ default: true }));
    expect(await check()).toEqual({ apiVersion: '2026-01-01' });
  });

  test('must be one of the catalog, which the error lists, if the catalog has versions', async () => {
    expect(await check({ apiVersion: '2019-01-01' })).toEqual({ apiVersion: '2019-01-01' });
    await put('2026-01-01', '2026-06-01');
    const error = refused(await check({ apiVersion: '2019-01-01' }));
    expect(error.param).toBe('api_version');
    expect(error.message).toBe(
      "api_version: '2019-01-01' is not an API version of the catalog. Use one of 2026-06-01, 2026-01-01.",
    );
    expect(await check({ apiVersion: '2026-01-01' })).toEqual({ apiVersion: '2026-01-01' });
  });

  test('decides by which schema the data is checked', async () => {
    await put('2026-01-01', '2026-03-01', '2026-06-01');
    const required = (name: string) => ({ type: 'object', required: [name] });
    const schemas = { '2026-01-01': required('a'), '2026-06-01': required('b') };
    await catalog.store.putType('live', anEventType({ check: 'block', schemas }));
    const pointers = async (apiVersion: string) => refused(await check({ apiVersion })).message;
    expect(await pointers('2026-01-01')).toContain('/a: is required.');
    expect(await pointers('2026-03-01')).toContain('/a: is required.');
    expect(await pointers('2026-06-01')).toContain('/b: is required.');
  });

  test('before the first of the type is refused, and the error names the first', async () => {
    await put('2026-01-01', '2026-06-01');
    await catalog.store.putType('live', anEventType({ check: 'block', schemas: { '2026-06-01': true } }));
    expect(refused(await check({ apiVersion: '2026-01-01' })).message).toContain('version 2026-06-01 or a later one');
  });
});

describe('a cached catalog', () => {
  const old = () => {
    const before = memoryCatalogStore();
    const reads = [vi.spyOn(catalog.store, 'versions'), vi.spyOn(catalog.store, 'type')];
    return { before: before.store, reads };
  };

  test('is enough to accept an event', async () => {
    const { before, reads } = old();
    await before.putType('live', anEventType({ check: 'warn' }));
    expect(outcome(await check({}, {}, before))).toBe('warn');
    for (const read of reads) expect(read).not.toHaveBeenCalled();
  });

  test('does not refuse an event with a new version, a new type or a fixed schema', async () => {
    const { before } = old();
    await before.putVersion('live', aVersion());
    await before.putType('live', anEventType({ check: 'block' }));
    await catalog.store.putVersion('live', aVersion());
    await catalog.store.putVersion('live', aVersion({ version: '2026-06-01' }));
    await catalog.store.putType('live', anEventType({ schemas: { '2026-01-01': true } }));
    await catalog.store.putType('live', anEventType({ type: 'invoice.new', schemas: {} }));
    const strict = { unknownTypes: 'block' } as const;
    expect(await check({ apiVersion: '2026-06-01' }, strict, before)).toEqual({ apiVersion: '2026-06-01' });
    expect(await check({ type: 'invoice.new' }, strict, before)).toEqual({ apiVersion: '2026-06-01' });
    expect(refused(await check({ apiVersion: '2019-01-01' }, strict, before)).message).toContain('2026-06-01');
  });
});

describe('a type that is not in the catalog', () => {
  test('is accepted without a mark when the catalog has no types', async () => {
    expect(await check({}, { unknownTypes: 'block' })).toEqual({ apiVersion: '2025-01-01' });
  });

  test('is accepted and marked, or refused, by the setting of the stage', async () => {
    await catalog.store.putType('live', anEventType({ type: 'order.paid' }));
    expect(await check()).toEqual({ apiVersion: '2025-01-01', uncatalogued: true });
    const error = refused(await check({}, { unknownTypes: 'block' }));
    expect([error.param, error.message]).toEqual([
      'type',
      "type: 'invoice.paid' is not in the catalog of event types.",
    ]);
  });

  test('is looked up in the catalog of the mode', async () => {
    await catalog.store.putType('sandbox', anEventType());
    await catalog.store.putType('live', anEventType({ type: 'order.paid' }));
    expect(await check()).toMatchObject({ uncatalogued: true });
  });
});
