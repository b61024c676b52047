/**
 * Encrypts signing secrets with AES-256-GCM and a data key of their account, which KMS generates and decrypts. The ciphertext is
 * bound to account and context, so that it cannot be decrypted in another row.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Clock } from '../../core/clock.ts';
import type { SecretBox } from '../../core/destination/ports.ts';
import { WaybillError } from '../../core/errors.ts';
import { isConditionFailure, toItem } from '../dynamodb/item.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Age up to which a decrypted data key is used from memory, milliseconds. */
const KEY_MAX_AGE_MS = 5 * 60_000;
const MAX_KEYS = 500;

export interface SecretBoxOptions {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly controlTable: string;
  /** KMS key that wraps the data keys. */
  readonly keyId: string;
  readonly now: Clock;
}

export function createSecretBox({ dynamo, kms, controlTable, keyId, now }: SecretBoxOptions): SecretBox {
  const opened = new Map<string, { key: Promise<Buffer>; until: number }>();
  const row = (account: string) => ({ tenant: account, id: 'data_key' });

  const wrapped = async (account: string): Promise<Uint8Array | undefined> => {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: controlTable, Key: toItem(row(account)), ConsistentRead: true }),
    );
    return Item?.wrapped?.B;
  };

  const generate = async (account: string): Promise<Buffer> => {
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { account } }),
    );
    if (!made.Plaintext || !made.CiphertextBlob) throw new WaybillError('The response of KMS has no data key.');
    try {
      await dynamo.send(
        new PutItemCommand({
          TableName: controlTable,
          Item: toItem({ ...row(account), wrapped: made.CiphertextBlob }),
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
      return Buffer.from(made.Plaintext);
    } catch (error) {
      // Another instance has stored a key since.
      if (!isConditionFailure(error)) throw error;
      return open(account);
    }
  };

  const open = async (account: string): Promise<Buffer> => {
    const CiphertextBlob = await wrapped(account);
    if (!CiphertextBlob) throw new WaybillError(`Account ${account} has no data key.`);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { account } }));
    if (!Plaintext) throw new WaybillError('The response of KMS has no data key.');
    return Buffer.from(Plaintext);
  };

  const dataKey = (account: string, load: () => Promise<Buffer>): Promise<Buffer> => {
    const known = opened.get(account);
    if (known && known.until > now()) return known.key;
    const key = load();
    if (opened.size >= MAX_KEYS) opened.delete(opened.keys().next().value as string);
    opened.set(account, { key, until: now() + KEY_MAX_AGE_MS });
    key.catch(() => opened.delete(account));
    return key;
  };

  const aad = (account: string, context: string) => Buffer.from(`${account} ${context}`);

  return {
    async seal(account, context, plaintext) {
      const key = await dataKey(account, async () => ((await wrapped(account)) ? open(account) : generate(account)));
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(account, context));
      return Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },

    async open(account, context, sealed) {
      const key = await dataKey(account, () => open(account));
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(aad(account, context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}
