/** The secret that holds the platform's first API keys. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export interface PlatformKeysSecret {
  read(): Promise<string | undefined>;
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
