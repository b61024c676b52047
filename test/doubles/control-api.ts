/** The whole API, including publishing, over ports in memory, called by HTTP. */
import { checkSchema } from '../../lambdas/adapters/catalog/schema-check.ts';
import { validateSchema } from '../../lambdas/adapters/catalog/validate-schema.ts';
import type { ApiSettings } from '../../lambdas/api/context.ts';
import { apiRoutes } from '../../lambdas/api/routes.ts';
import type { RateLimiter } from '../../lambdas/core/account/rate-limit.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import type { SecretBox } from '../../lambdas/core/destination/ports.ts';
import type { JsonObject } from '../../lambdas/core/event/event.ts';
import type { Tenant } from '../../lambdas/core/tenant.ts';
import { httpHandler } from '../../lambdas/middleware/http.ts';
import { publishRoutes } from '../../lambdas/publish/routes.ts';
import { T0 } from './factories.ts';
import { callHttp, memoryKeys, noTelemetry } from './http-call.ts';
import { memoryCatalogStore } from './memory-catalog.ts';
import { memoryAccountStore, memoryIssuedKeyStore } from './memory-issued-keys.ts';
import { memoryLeases } from './memory-limits.ts';
import { memoryListenQueue, memoryListenSessions, memoryLocalResponses, memorySockets } from './memory-listen.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryIdempotencyStore,
  memoryMetricsStore,
  memoryQueue,
} from './memory-ports.ts';
import { unlimited } from './memory-rate-limits.ts';
import { memoryPublishers, memoryRecoveryScan, memoryRecoveryStore } from './memory-recoveries.ts';
import { memoryWatchList } from './memory-watch-list.ts';

export const PLATFORM = 'acct_platform';

/** Encrypts nothing, but includes account and context, so that a test sees what was sealed for which account. */
export const openSecretBox: SecretBox = {
  seal: async (account, context, plaintext) => JSON.stringify([account, context, plaintext]),
  open: async (_account, _context, sealed) => JSON.parse(sealed)[2],
};

export function controlApi(over: Partial<ApiSettings> = {}, rateLimiter: RateLimiter = unlimited) {
  const settings: ApiSettings = {
    platformName: 'acme',
    platformAccount: PLATFORM,
    awsAccountId: '999999999999',
    permitOwnAccountBuses: false,
    defaultApiVersion: '2026-01-01',
    eventCheck: 'off',
    unknownTypes: 'allow',
    destinationLimit: 16,
    permitPrivateEndpoints: false,
    eventBridgePartnerMode: false,
    timeScale: 1,
    listenUrl: 'wss://sockets.example.com/listen',
    roleTemplateUrl: null,
    ...over,
  };
  const destinations = memoryDestinationStore();
  const watchList = memoryWatchList();
  const events = memoryEventStore();
  const deliveries = memoryDeliveryStore(destinations.rows);
  const recoveries = memoryRecoveryStore();
  const publishers = memoryPublishers();
  const metrics = memoryMetricsStore();
  const queue = memoryQueue();
  const partnerSources = new Set<string>();
  const clock = { now: T0 };
  const accounts = memoryAccountStore();
  const catalog = memoryCatalogStore();
  const issuedKeys = memoryIssuedKeyStore(() => clock.now);
  const listenSessions = memoryListenSessions(() => clock.now);
  const localResponses = memoryLocalResponses();
  const listenQueue = memoryListenQueue();
  const sockets = memorySockets();
  const listenSecret = async ({ account, mode }: Tenant) => `whsec_${account}_${mode}`;
  let bytes = 0;
  const ports = {
    destinations: destinations.store,
    watchList: watchList.store,
    events: events.store,
    deliveries: deliveries.store,
    recoveries: recoveries.store,
    leases: memoryLeases().store,
    recoveryScan: memoryRecoveryScan(deliveries.rows, events.rows, 500, publishers),
    publishers: publishers.store,
    metrics: metrics.store,
    accounts: accounts.store,
    catalog: catalog.store,
    checkSchema,
    validateSchema,
    downgrades: { upperCased: ({ name, ...rest }: JsonObject) => ({ ...rest, name: String(name).toUpperCase() }) },
    processorTime: () => 0,
    issuedKeys: issuedKeys.store,
    queue: queue.queue,
    secrets: openSecretBox,
    listenSessions: listenSessions.store,
    localResponses: localResponses.store,
    listenSecrets: { get: listenSecret, getOrCreate: listenSecret },
    listenQueue: listenQueue.queue,
    sockets: sockets.sockets,
    partnerSources: {
      createPartnerSource: async ({ id }: Destination) => {
        partnerSources.add(id);
        return `arn:aws:events:eu-west-1::event-source/aws.partner/acme/${id}`;
      },
      deletePartnerSource: async ({ id }: Destination) => {
        partnerSources.delete(id);
      },
    },
    randomBytes: (count: number) => {
      bytes += 1;
      return Buffer.alloc(count, bytes);
    },
    // Each read of the time advances it, so that ids are in the order in which they were made.
    now: () => {
      clock.now += 1;
      return clock.now;
    },
    reportInternalError: () => {},
    random: Math.random,
  };
  const keys = memoryKeys({
    sk_live_platform: { account: PLATFORM, mode: 'live', platform: true },
    sk_test_platform: { account: PLATFORM, mode: 'sandbox', platform: true },
    sk_live_shop: { account: 'acct_shop', mode: 'live' },
    sk_test_shop: { account: 'acct_shop', mode: 'sandbox' },
    sk_live_other: { account: 'acct_other', mode: 'live' },
  });
  const idempotency = memoryIdempotencyStore();
  const routes = [...apiRoutes({ ports, settings }), ...publishRoutes(settings, ports)];
  const handler = httpHandler(routes, {
    ...ports,
    keys: { find: async (key) => (await keys.find(key)) ?? issuedKeys.find(key) },
    idempotency: idempotency.store,
    rateLimiter,
    shards: 4,
    defaultApiVersion: '2026-01-01',
    telemetry: noTelemetry,
  });

  const as = (key: string, always: Record<string, string> = {}) => {
    const call = (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
      const [path = '', query = ''] = url.split('?', 2);
      return callHttp(handler, {
        method,
        path,
        query,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...always, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    };
    return {
      call,
      get: (url: string) => call('GET', url),
      post: (url: string, body?: unknown, headers?: Record<string, string>) => call('POST', url, body, headers),
      delete: (url: string) => call('DELETE', url),
    };
  };
  return {
    as,
    ports,
    idempotency,
    accounts,
    catalog,
    issuedKeys,
    destinations,
    watchList,
    events,
    deliveries,
    recoveries,
    metrics,
    queue,
    listenSessions,
    localResponses,
    listenQueue,
    sockets,
    partnerSources,
    clock,
  };
}

/** Returns a valid request to create a webhook destination. */
export const webhookRequest = (over: object = {}) => ({
  name: 'Orders',
  type: 'webhook_endpoint',
  event_payload: 'snapshot',
  enabled_events: ['invoice.paid'],
  webhook_endpoint: { url: 'https://example.com/hook' },
  ...over,
});

/** Returns a valid request to create an EventBridge destination. */
export const eventBridgeRequest = (over: object = {}) => ({
  name: 'Bus',
  type: 'amazon_eventbridge',
  event_payload: 'thin',
  enabled_events: ['invoice.*'],
  amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'eu-west-1' },
  ...over,
});

/** Returns the API with the caller `shop`, an account, and a function that creates a webhook destination of it and returns its object. */
export function shopApi(over: Parameters<typeof controlApi>[0] = {}) {
  const api = controlApi(over);
  const shop = api.as('sk_live_shop');
  const create = async (request: object = {}) =>
    (await shop.post('/v2/core/event_destinations', webhookRequest(request))).body;
  return { ...api, shop, create };
}
