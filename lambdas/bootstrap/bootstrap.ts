/**
 * Sets up a platform at each deployment: creates its first API keys once, stores them in Secrets Manager and their hashes in the
 * control table, and stores the catalog.
 */
import { randomBytes } from 'node:crypto';
import type { PlatformKeyStore } from '../adapters/dynamodb/account/platform-key-store.ts';
import type { PlatformKeysSecret } from '../adapters/secrets/platform-keys-secret.ts';
import { keyPrefix, newKey } from '../core/account/api-key.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import type { CatalogStore } from '../core/catalog/ports.ts';
import type { Mode } from '../core/tenant.ts';
import { pushCatalog } from './push-catalog.ts';

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html#handling-lifecycle-events-onevent */
export interface BootstrapEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
}

export interface BootstrapPorts {
  readonly keys: PlatformKeyStore;
  readonly secret: PlatformKeysSecret;
  readonly catalogs: CatalogStore;
  /** The catalog of this deployment; undefined when it has none. */
  readonly deployedCatalog: () => Promise<Catalog | undefined>;
  readonly now: () => number;
}

type PlatformKeys = Record<Mode, string>;

/**
 * Handles a lifecycle event. Keys that are in the secret already are used, so that a team can set its own, unless they were deleted
 * through the API.
 */
export async function bootstrap(event: BootstrapEvent, platformAccount: string, ports: BootstrapPorts) {
  const PhysicalResourceId = event.PhysicalResourceId ?? 'platform-keys';
  if (event.RequestType === 'Delete') return { PhysicalResourceId };

  const known = parseKeys(await ports.secret.read());
  const keys = known ?? newKeys();
  // The secret first: if it failed after the table, the keys would be lost.
  if (!known) await ports.secret.write(JSON.stringify(keys));
  const catalog = await ports.deployedCatalog();
  for (const mode of ['live', 'sandbox'] as const) {
    const key = keys[mode];
    const record = { account: platformAccount, mode, name: 'Platform', last4: key.slice(-4), platform: true };
    await ports.keys.register(key, { ...record, created: ports.now() });
    if (catalog) await pushCatalog(ports.catalogs, mode, catalog);
  }
  return { PhysicalResourceId };
}

const newKeys = (): PlatformKeys => ({
  live: newKey('sk', 'live', randomBytes),
  sandbox: newKey('sk', 'sandbox', randomBytes),
});

function parseKeys(secret: string | undefined): PlatformKeys | undefined {
  let keys: Partial<PlatformKeys>;
  try {
    keys = JSON.parse(secret ?? '');
  } catch {
    return undefined;
  }
  const { live, sandbox } = keys ?? {};
  if (!live?.startsWith(keyPrefix('sk', 'live')) || !sandbox?.startsWith(keyPrefix('sk', 'sandbox'))) return undefined;
  return { live, sandbox };
}
