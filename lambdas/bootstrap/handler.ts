import middy from '@middy/core';
import { createApiKeyStore } from '../adapters/api-key-store.ts';
import { dynamo, secretsManager } from '../adapters/aws-clients.ts';
import { createPlatformKeysSecret } from '../adapters/platform-keys-secret.ts';
import { readEnv } from '../env.ts';
import { type BootstrapEvent, bootstrap } from './bootstrap.ts';

const env = readEnv(['controlTable', 'platformAccount', 'platformKeysSecretId']);
const ports = {
  keys: createApiKeyStore({ client: dynamo(), controlTable: env.controlTable, now: Date.now }),
  secret: createPlatformKeysSecret(secretsManager(), env.platformKeysSecretId),
  now: Date.now,
};

/** Custom resource of the stack: makes the platform's first keys. Replaying it changes nothing. */
export const handler = middy((event: BootstrapEvent) => bootstrap(event, env.platformAccount, ports));
