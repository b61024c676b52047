import middy from '@middy/core';
import { dynamo, secretsManager } from '../adapters/aws-clients.ts';
import { readCatalogFile } from '../adapters/catalog/catalog-file.ts';
import { createPlatformKeyStore } from '../adapters/dynamodb/account/platform-key-store.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createPlatformKeysSecret } from '../adapters/secrets/platform-keys-secret.ts';
import { readEnv } from '../env.ts';
import { type BootstrapEvent, bootstrap } from './bootstrap.ts';

const env = readEnv(['controlTable', 'platformAccount', 'platformKeysSecretId']);
const table = { client: dynamo(), controlTable: env.controlTable, now: Date.now };
const ports = {
  keys: createPlatformKeyStore(table),
  secret: createPlatformKeysSecret(secretsManager(), env.platformKeysSecretId),
  catalogs: createCatalogStore(table),
  deployedCatalog: () => readCatalogFile(new URL('catalog.json', import.meta.url)),
  now: Date.now,
};

/** Custom resource of the stack: creates the first API keys and stores the catalog. May be repeated. */
export const handler = middy((event: BootstrapEvent) => bootstrap(event, env.platformAccount, ports));
