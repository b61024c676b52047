import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSecretBox } from '../../../lambdas/adapters/secrets/secret-box.ts';
import { T0 } from '../../doubles/factories.ts';
import { memoryKms } from '../../doubles/kms.ts';
import { startDynamo } from '../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let accounts = 0;
function setUp() {
  accounts += 1;
  const kms = memoryKms();
  const clock = { now: T0 };
  /** One for each function instance. */
  const box = () =>
    createSecretBox({
      dynamo: dynamo.client,
      kms: kms.client,
      controlTable: 'control',
      keyId: 'key',
      now: () => clock.now,
    });
  return { kms, clock, box, account: `acct_secret_${accounts}` };
}

test('what one instance sealed another opens', async () => {
  const { box, account } = setUp();
  const sealed = await box().seal(account, 'ed_1', 'whsec_geheim-größe');
  expect(await box().open(account, 'ed_1', sealed)).toBe('whsec_geheim-größe');
});

test('the same secret is never sealed alike, and is in no row in the clear', async () => {
  const { box, account } = setUp();
  const one = box();
  expect(await one.seal(account, 'ed_1', 'whsec_x')).not.toBe(await one.seal(account, 'ed_1', 'whsec_x'));
  const { Items } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
  expect(JSON.stringify(Items)).not.toContain('whsec_x');
});

test('it opens for its own account and context only, and only whole', async () => {
  const { box, account } = setUp();
  const one = box();
  const sealed = await one.seal(account, 'ed_1', 'whsec_x');
  await one.seal('acct_secret_other', 'ed_1', 'whsec_y');
  await expect(one.open(account, 'ed_2', sealed)).rejects.toThrow();
  await expect(one.open('acct_secret_other', 'ed_1', sealed)).rejects.toThrow();
  const bytes = Buffer.from(sealed, 'base64');
  bytes[14] = (bytes[14] ?? 0) ^ 1;
  await expect(one.open(account, 'ed_1', bytes.toString('base64'))).rejects.toThrow();
  await expect(one.open(account, 'ed_1', '')).rejects.toThrow();
});

test('two concurrent first seals create one data key, and both can be opened', async () => {
  const { box, account } = setUp();
  const [one, two] = [box(), box()];
  const [first, second] = await Promise.all([one.seal(account, 'ed_1', 'a'), two.seal(account, 'ed_2', 'b')]);
  const third = box();
  expect(await third.open(account, 'ed_1', first)).toBe('a');
  expect(await third.open(account, 'ed_2', second)).toBe('b');
});

test('an account has one data key, which KMS decrypts once in five minutes', async () => {
  const { box, account, kms, clock } = setUp();
  const one = box();
  const sealed = await one.seal(account, 'ed_1', 'a');
  await Promise.all([one.seal(account, 'ed_2', 'b'), one.open(account, 'ed_1', sealed)]);
  expect(kms.calls).toEqual({ generate: 1, decrypt: 0 });
  clock.now += 6 * 60_000;
  await one.open(account, 'ed_1', sealed);
  expect(kms.calls).toEqual({ generate: 1, decrypt: 1 });
});

test('a failure of KMS passes', async () => {
  const { box, account, kms } = setUp();
  const one = box();
  kms.state.down = true;
  await expect(one.seal(account, 'ed_1', 'a')).rejects.toThrow('KMS is down');
  kms.state.down = false;
  expect(await one.open(account, 'ed_1', await one.seal(account, 'ed_1', 'a'))).toBe('a');
});
