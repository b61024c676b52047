/** What is sealed and stored with KMS and Secrets Manager, on an emulator of both. */
import { CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformKeysSecret } from '../../../lambdas/adapters/secrets/platform-keys-secret.ts';
import { createSecretBox } from '../../../lambdas/adapters/secrets/secret-box.ts';
import { clientConfig, startAws, startDynamo } from '../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let aws: Awaited<ReturnType<typeof startAws>>;
let kms: KMSClient;
let secretsManager: SecretsManagerClient;
let keyId: string;

beforeAll(async () => {
  dynamo = await startDynamo();
  aws = await startAws('kms', 'secretsManager');
  kms = new KMSClient(clientConfig(aws.endpoints.kms));
  secretsManager = new SecretsManagerClient(clientConfig(aws.endpoints.secretsManager));
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
});
afterAll(async () => {
  kms?.destroy();
  secretsManager?.destroy();
  await aws?.stop();
  await dynamo?.stop();
});

describe('a data key of KMS', () => {
  test('opens what another instance sealed, in its account alone', async () => {
    const box = () => createSecretBox({ dynamo: dynamo.client, kms, controlTable: 'control', keyId, now: Date.now });
    const sealed = await box().seal('acct_kms', 'ed_1', 'whsec_geheim-größe');
    expect(await box().open('acct_kms', 'ed_1', sealed)).toBe('whsec_geheim-größe');
    await box().seal('acct_other', 'ed_1', 'whsec_x');
    await expect(box().open('acct_other', 'ed_1', sealed)).rejects.toThrow();
    await expect(box().open('acct_kms', 'ed_2', sealed)).rejects.toThrow();
  });

  test('is decrypted with its encryption context only, and only whole', async () => {
    const EncryptionContext = { account: 'acct_kms' };
    const { Plaintext, CiphertextBlob = new Uint8Array() } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext }),
    );
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(opened.Plaintext).toEqual(Plaintext);
    const changed = CiphertextBlob.with(-1, (CiphertextBlob.at(-1) ?? 0) ^ 1);
    for (const wrong of [
      { CiphertextBlob },
      { CiphertextBlob, EncryptionContext: { account: 'acct_other' } },
      { CiphertextBlob: changed, EncryptionContext },
    ]) {
      await expect(kms.send(new DecryptCommand(wrong))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
  });
});

describe('the secret with the keys of the platform', () => {
  test('is read by its ARN as it was written last', async () => {
    const { ARN = '' } = await secretsManager.send(
      new CreateSecretCommand({ Name: 'keys', SecretString: 'generated' }),
    );
    const secret = createPlatformKeysSecret(secretsManager, ARN);
    expect(await secret.read()).toBe('generated');
    await secret.write('{"live":"größer"}');
    expect(await secret.read()).toBe('{"live":"größer"}');
  });

  test('that does not exist is an error', async () => {
    const secret = createPlatformKeysSecret(secretsManager, 'none');
    await expect(secret.read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
