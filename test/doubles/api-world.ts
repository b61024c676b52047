/** An account with one object of each kind, and a valid call of each operation on them: the basis of tests of all calls. */
import { OPERATIONS } from '../../lambdas/contract/operations.ts';
import { controlApi, webhookRequest } from './control-api.ts';

export type ControlApi = ReturnType<typeof controlApi>;

/** A call that succeeds with the right key. */
export interface SampleCall {
  /** The owner of the key that the call needs. */
  readonly by: 'platform' | 'shop';
  /** Ids of the path, in their order. */
  readonly ids: readonly string[];
  readonly body?: Readonly<Record<string, unknown>>;
}

const must = async (reply: Promise<{ status: number; body: Record<string, string> }>) => {
  const { status, body } = await reply;
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as Record<string, string> & { id: string };
};

/** One object of each kind in live mode, of the account and of the platform. */
export async function apiWorld() {
  const api = controlApi();
  const [shop, platform] = [api.as('sk_live_shop'), api.as('sk_live_platform')];
  const eventType = await must(platform.post('/v1/event_types', EVENT_TYPE));
  await must(platform.post('/v1/api_versions', { version: '2026-01-01' }));
  const apiVersion = await must(platform.post('/v1/api_versions', { version: '2026-06-01', changes: [CHANGE] }));
  const destination = await must(shop.post('/v2/core/event_destinations', webhookRequest()));
  const event = await must(shop.post('/v1/events', { type: 'invoice.paid', data: { object: { id: 'in_1' } } }));
  // Old enough that its first attempt counts as no longer in progress.
  api.clock.now += 600_000;
  const since = new Date(api.clock.now - 3_600_000).toISOString();
  const recovery = await must(
    shop.post(`/v2/core/event_destinations/${destination.id}/recover`, { since, statuses: ['unattempted'] }),
  );
  const account = await must(platform.post('/v1/accounts', { name: 'Shop', id: 'acct_shop' }));
  const apiKey = await must(platform.post('/v1/api_keys', { account: 'acct_shop', name: 'A key' }));
  const session = await must(platform.post('/v1/workbench_sessions', { account: 'acct_shop' }));
  const listenSession = await must(shop.post('/v1/listen_sessions', {}));
  const world = { listenSession, destination, event, recovery, account, apiKey, session, eventType, apiVersion, since };
  return { api, ...world, samples: samplesOf(world) };
}

type Ids = Record<
  | 'listenSession'
  | 'destination'
  | 'event'
  | 'recovery'
  | 'account'
  | 'apiKey'
  | 'session'
  | 'eventType'
  | 'apiVersion',
  { readonly id: string }
>;

const EVENT_TYPE = {
  type: 'invoice.paid',
  group: 'billing',
  description: 'An invoice was paid in full.',
  related_object_type: 'invoice',
  thin: true,
  check: 'warn',
  schemas: { '2026-01-01': { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
  example: { id: 'in_1', object: 'invoice' },
};
const CHANGE = {
  name: 'invoice_total_split',
  types: ['invoice.*'],
  description: 'The total of an invoice is split.',
  downgrade: { jsonata: '$' },
};

function samplesOf(world: Ids & { readonly since: string }): Readonly<Record<string, SampleCall>> {
  const { listenSession, destination, event, recovery, account, apiKey, session, eventType, apiVersion, since } = world;
  const onSession = { by: 'shop', ids: [listenSession.id] } as const;
  const onDestination = (body?: SampleCall['body'], ...more: string[]): SampleCall => ({
    by: 'shop',
    ids: [destination.id, ...more],
    ...(body ? { body } : {}),
  });
  const onEndpoint = { by: 'shop', ids: [destination.id.replace('ed_', 'we_')] } as const;
  const shop = (body?: SampleCall['body']): SampleCall => ({ by: 'shop', ids: [], ...(body ? { body } : {}) });
  const platform = (body?: SampleCall['body'], ...ids: string[]): SampleCall => ({
    by: 'platform',
    ids,
    ...(body ? { body } : {}),
  });
  const published = { type: 'invoice.paid', data: { object: { id: 'in_2' } } };
  return {
    publishEvent: shop(published),
    publishEvents: shop({ events: [published] }),
    listEvents: shop(),
    getEvent: { by: 'shop', ids: [event.id] },
    listEventOutcomes: { by: 'shop', ids: [event.id] },
    retryEvent: { by: 'shop', ids: [event.id], body: { webhook_endpoint: destination.id } },
    listCoreEvents: shop(),
    getCoreEvent: { by: 'shop', ids: [event.id] },
    createEventDestination: shop(webhookRequest()),
    validateEventDestination: shop(webhookRequest()),
    listEventDestinations: shop(),
    getEventDestination: onDestination(),
    updateEventDestination: onDestination({
      name: 'Renamed',
      metadata: { a: null },
      webhook_endpoint: { url: 'https://example.org' },
    }),
    deleteEventDestination: onDestination(),
    disableEventDestination: onDestination({}),
    enableEventDestination: onDestination({}),
    pingEventDestination: onDestination({}),
    rollEventDestinationSecret: onDestination({ expires_in: 60 }),
    listDeliveries: onDestination(),
    getDelivery: onDestination(undefined, event.id),
    getEventDestinationMetrics: onDestination(),
    recoverEventDestination: onDestination({ since, statuses: ['unattempted'], dry_run: true }),
    listRecoveries: onDestination(),
    getRecovery: onDestination(undefined, recovery.id),
    stopRecovery: onDestination({}, recovery.id),
    createWebhookEndpoint: shop({ url: 'https://example.com/hook', enabled_events: ['*'] }),
    listWebhookEndpoints: shop(),
    getWebhookEndpoint: onEndpoint,
    updateWebhookEndpoint: { ...onEndpoint, body: { description: 'Changed', metadata: { a: '1' } } },
    deleteWebhookEndpoint: onEndpoint,
    listEventTypes: shop(),
    getEventType: { by: 'shop', ids: [eventType.id] },
    putEventType: platform({ ...EVENT_TYPE, type: 'invoice.sent' }),
    deleteEventType: platform(undefined, eventType.id),
    listApiVersions: shop(),
    getApiVersion: { by: 'shop', ids: [apiVersion.id] },
    putApiVersion: platform({ version: '2026-09-01', default: true, changes: [CHANGE] }),
    deleteApiVersion: platform(undefined, apiVersion.id),
    createAccount: platform({ name: 'Another', metadata: { a: '1' } }),
    listAccounts: platform(),
    getAccount: platform(undefined, account.id),
    updateAccount: platform(
      {
        name: 'Renamed',
        default_api_version: '2026-01-01',
        event_check: 'block',
        rate_limit: { per_second: 100, burst: 200 },
      },
      account.id,
    ),
    deleteAccount: platform(undefined, account.id),
    createApiKey: platform({ account: 'acct_shop', name: 'Another', scopes: ['events:read'] }),
    listApiKeys: platform(),
    deleteApiKey: platform(undefined, apiKey.id),
    getCredential: shop(),
    createWorkbenchSession: platform({ account: 'acct_shop', read_only: true }),
    deleteWorkbenchSession: platform(undefined, session.id),
    createListenSession: shop({
      types: ['invoice.*'],
      event_payload: 'thin',
      events_from: ['@self'],
      forward_to: 'http://localhost:3000/hook',
      device_name: 'laptop',
    }),
    listListenSessions: shop(),
    getListenSession: onSession,
    deleteListenSession: onSession,
    listListenAnswers: onSession,
    createStripeCliSession: shop({
      device_name: 'laptop',
      websocket_features: ['webhooks'],
      forward_to_url: 'http://localhost:3000/hook',
    }),
  };
}

/** Every operation that requires a key. */
export const GUARDED = OPERATIONS.filter(({ access }) => access !== 'public');

/** Returns the path with these ids in it. */
export const pathWith = (path: string, ids: readonly string[]): string => {
  const left = [...ids];
  return path.replace(/\{\w+\}/g, () => left.shift() ?? 'missing');
};
