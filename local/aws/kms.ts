/** KMS as the functions use it: data keys, bound to their encryption context. */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template.ts';
import { AwsError, type Operations } from './operation.ts';
import type { StateFile } from './state.ts';

const arnOf = (id: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
const idOf = (keyId: string) => keyId.split('/').at(-1) as string;

/** Returns the id of the key that encrypted this, in base64. */
export const keyIdIn = (ciphertext: string): string => Buffer.from(ciphertext, 'base64').subarray(0, 36).toString();

/** The context as one string: the order of its entries does not count. */
const aad = (context: Record<string, string> = {}) => Buffer.from(JSON.stringify(Object.entries(context).sort()));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html, https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
const MAX_CIPHERTEXT_BYTES = 6144;
const MAX_CONTEXT_CHARACTERS = 8192;

function checkContext(context: Record<string, string> = {}): void {
  if (JSON.stringify(context).length <= MAX_CONTEXT_CHARACTERS) return;
  throw new AwsError(
    'ValidationException',
    `The encryption context has more than ${MAX_CONTEXT_CHARACTERS} characters.`,
  );
}

export function kmsOperations({ state, save }: StateFile): Operations {
  const material = (keyId: string): Buffer => {
    const found = state.keys[idOf(keyId)];
    if (!found) throw new AwsError('NotFoundException', `Key '${arnOf(idOf(keyId))}' does not exist`);
    return Buffer.from(found, 'base64');
  };
  return {
    CreateKey: () => {
      const KeyId = randomUUID();
      state.keys[KeyId] = randomBytes(32).toString('base64');
      save();
      return { KeyMetadata: { KeyId, Arn: arnOf(KeyId), Enabled: true } };
    },
    GenerateDataKey: ({ KeyId, EncryptionContext }) => {
      checkContext(EncryptionContext);
      const plaintext = randomBytes(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', material(KeyId), iv).setAAD(aad(EncryptionContext));
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const blob = Buffer.concat([Buffer.from(idOf(KeyId)), iv, sealed, cipher.getAuthTag()]);
      return {
        KeyId: arnOf(idOf(KeyId)),
        Plaintext: plaintext.toString('base64'),
        CiphertextBlob: blob.toString('base64'),
      };
    },
    Decrypt: ({ CiphertextBlob, EncryptionContext }) => {
      const blob = Buffer.from(CiphertextBlob, 'base64');
      checkContext(EncryptionContext);
      if (blob.length > MAX_CIPHERTEXT_BYTES) {
        throw new AwsError('ValidationException', `The ciphertext has more than ${MAX_CIPHERTEXT_BYTES} bytes.`);
      }
      const id = keyIdIn(CiphertextBlob);
      try {
        const decipher = createDecipheriv('aes-256-gcm', material(id), blob.subarray(36, 48))
          .setAAD(aad(EncryptionContext))
          .setAuthTag(blob.subarray(-16));
        const plaintext = Buffer.concat([decipher.update(blob.subarray(48, -16)), decipher.final()]);
        return { KeyId: arnOf(id), Plaintext: plaintext.toString('base64') };
      } catch {
        throw new AwsError('InvalidCiphertextException', 'The ciphertext does not belong to this key and context.');
      }
    },
  };
}
