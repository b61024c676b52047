/** Reads and writes the secret in Secrets Manager that contains the first API keys of the platform. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export interface PlatformKeysSecret {
  /** Returns the value; undefined when the secret has none. @throws the error of Secrets Manager */
  read(): Promise<string | undefined>;
  /** Replaces the value. @throws the error of Secrets Manager */
  write(value: string): Promise<void>;
}

export function createPlatformKeysSecret(client: SecretsManagerClient, SecretId: string): PlatformKeysSecret {
  return {
    read: async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString,
    write: async (SecretString) => {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
  };
}
