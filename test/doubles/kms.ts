/** Generates and decrypts data keys as KMS does: only with the encryption context with which they were made. */
import { randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';

export function memoryKms() {
  const made = new Map<string, { plaintext: Buffer; context: string }>();
  const calls = { generate: 0, decrypt: 0 };
  const state = { down: false };
  const send = async (command: unknown) => {
    if (state.down) throw new Error('KMS is down');
    if (command instanceof GenerateDataKeyCommand) {
      calls.generate += 1;
      const [plaintext, blob] = [randomBytes(32), randomBytes(48)];
      made.set(blob.toString('base64'), { plaintext, context: JSON.stringify(command.input.EncryptionContext) });
      return { Plaintext: plaintext, CiphertextBlob: blob };
    }
    if (command instanceof DecryptCommand) {
      calls.decrypt += 1;
      const known = made.get(Buffer.from(command.input.CiphertextBlob ?? []).toString('base64'));
      if (known?.context === JSON.stringify(command.input.EncryptionContext)) return { Plaintext: known.plaintext };
      throw new Error('InvalidCiphertextException');
    }
    throw new Error('not a command of this test');
  };
  return { client: { send } as unknown as KMSClient, calls, state };
}
