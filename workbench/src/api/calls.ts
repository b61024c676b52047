/** The API calls of the Workbench. Each function makes one call. */

import { ApiError } from '../../../api-client/api-error.ts';
import { type ClientOptions, createClient } from '../../../api-client/client.ts';
import { createIdempotencyKeys } from '../../../api-client/idempotency-keys.ts';
import { v1Items } from '../../../api-client/pages.ts';
import {
  coreEventPath,
  DESTINATIONS,
  destinationPath,
  EVENT_TYPES,
  EVENTS,
  eventPath,
  eventTypePath,
  LISTEN_SESSIONS,
  listenSessionPath,
  recoveryPath,
} from '../../../api-client/paths.ts';
import type { Query } from '../../../lambdas/contract/query-text.ts';
import type {
  Account,
  ApiVersion,
  CreatedListenSession,
  Credential,
  Delivery,
  DeliveryDetail,
  Destination,
  DestinationChange,
  Event,
  EventType,
  ListenAnswer,
  ListenSession,
  Metrics,
  NewDestination,
  NewListenSession,
  Outcome,
  RecoverRequest,
  Recovery,
  RecoveryDryRun,
  ThinEvent,
  V1Page,
  V2Page,
  Validation,
} from './types.ts';

/** A range of times: Unix seconds or RFC 3339. */
export interface TimeRange extends Query {
  readonly gte?: string | number;
  readonly gt?: string | number;
  readonly lte?: string | number;
  readonly lt?: string | number;
}

export interface EventFilter extends Query {
  readonly types?: readonly string[];
  readonly created?: TimeRange;
  readonly delivery_success?: boolean;
  readonly object_id?: string;
}

export interface DeliveryFilter extends Query {
  readonly status?: Delivery['status'];
  readonly types?: readonly string[];
  readonly created?: TimeRange;
  readonly event?: string;
}

const URL_SHOWN = { include: ['webhook_endpoint.url'] };

/** Shared by all clients of the page, so that a repeated call has the same key after a new sign-in. */
const idempotencyKeys = createIdempotencyKeys(Date.now, () => crypto.randomUUID());

export type Caller = Pick<ClientOptions, 'key' | 'account'>;

export function createApi(caller: Caller) {
  const client = createClient({ base: '', ...caller, idempotencyKeys });
  const { request, get, post, delete: remove } = client;
  return {
    /** Makes any call. */
    request,

    credential: () => get<Credential>('/v1/credential'),
    accounts: (query: { limit?: number; starting_after?: string } = {}) => get<V1Page<Account>>('/v1/accounts', query),

    destinations: (query: { limit?: number; page?: string } = {}) =>
      get<V2Page<Destination>>(DESTINATIONS, { ...URL_SHOWN, ...query }),
    destination: (id: string) => get<Destination>(destinationPath(id), URL_SHOWN),
    /** The only call that returns the signing secret. */
    createDestination: (body: NewDestination) =>
      post<Destination>(DESTINATIONS, {
        ...body,
        include: ['webhook_endpoint.url', 'webhook_endpoint.signing_secret'],
      }),
    /** @throws ApiError that creating the destination would return */
    validateDestination: async (body: NewDestination, signal?: AbortSignal) => {
      const { error } = await request<Validation>({ method: 'POST', path: `${DESTINATIONS}/validate`, body, signal });
      if (error) throw new ApiError(error.message, { ...error, status: 400, param: error.param ?? undefined });
    },
    updateDestination: (id: string, body: DestinationChange) =>
      post<Destination>(destinationPath(id), { ...body, ...URL_SHOWN }),
    deleteDestination: (id: string) => remove<{ id: string }>(destinationPath(id)),
    disableDestination: (id: string) => post<Destination>(`${destinationPath(id)}/disable`),
    enableDestination: (id: string) => post<Destination>(`${destinationPath(id)}/enable`),
    ping: (id: string) => post<ThinEvent>(`${destinationPath(id)}/ping`),
    /** @param overlap seconds for which the old secret continues to sign */
    rollSecret: (id: string, overlap: number) =>
      post<Destination>(`${destinationPath(id)}/roll_secret`, {
        expires_in: overlap,
        include: ['webhook_endpoint.signing_secret'],
      }),

    deliveries: (id: string, query: DeliveryFilter & { limit?: number; page?: string } = {}) =>
      get<V2Page<Delivery>>(`${destinationPath(id)}/deliveries`, query),
    delivery: (id: string, event: string, query: { account?: string; include?: readonly string[] } = {}) =>
      get<DeliveryDetail & { body?: string | null; body_error?: { code: string; message: string } | null }>(
        `${destinationPath(id)}/deliveries/${encodeURIComponent(event)}`,
        query,
      ),
    metrics: (id: string, query: { granularity?: 'hour' | 'day'; since?: string; until?: string } = {}) =>
      get<Metrics>(`${destinationPath(id)}/metrics`, query),

    /** @param account account of the event, when it differs from the account of the destination */
    resend: (event: string, destination: string, account?: string) =>
      post<Event>(`${eventPath(event)}/retry`, {
        webhook_endpoint: destination,
        ...(account === undefined ? {} : { account }),
      }),
    countMissed: (id: string, body: RecoverRequest) =>
      post<RecoveryDryRun>(`${destinationPath(id)}/recover`, { ...body, dry_run: true }),
    recover: (id: string, body: RecoverRequest) =>
      post<Recovery>(`${destinationPath(id)}/recover`, { ...body, dry_run: false }),
    recoveries: (id: string, query: { limit?: number; page?: string } = {}) =>
      get<V2Page<Recovery>>(`${destinationPath(id)}/recoveries`, query),
    recovery: (id: string, recovery: string) => get<Recovery>(recoveryPath(id, recovery)),
    stopRecovery: (id: string, recovery: string) => post<Recovery>(`${recoveryPath(id, recovery)}/stop`),

    events: (query: EventFilter & { limit?: number; starting_after?: string; ending_before?: string } = {}) =>
      get<V1Page<Event>>(EVENTS, query),
    event: (id: string, apiVersion?: string) => get<Event>(eventPath(id), { api_version: apiVersion }),
    outcomes: (id: string) => get<V1Page<Outcome>>(`${eventPath(id)}/deliveries`),
    publish: (body: unknown) => post<Event>(EVENTS, body),

    /** The event as thin destinations receive it, with the ids of its object in `related_object`. */
    coreEvent: (id: string) => get<ThinEvent & { data: Event['data']; snapshot_event?: string }>(coreEventPath(id)),

    eventTypes: (query: { limit?: number; starting_after?: string; api_version?: string; search?: string } = {}) =>
      get<V1Page<EventType>>(EVENT_TYPES, query),
    /** A catalog has some hundreds of types at most. */
    allEventTypes: async (apiVersion?: string) => {
      const all: EventType[] = [];
      const query = { api_version: apiVersion };
      for await (const one of v1Items<EventType>(client, EVENT_TYPES, query, Number.POSITIVE_INFINITY)) all.push(one);
      return all;
    },
    eventType: (type: string, apiVersion?: string) => get<EventType>(eventTypePath(type), { api_version: apiVersion }),
    apiVersions: () => get<V1Page<ApiVersion>>('/v1/api_versions', { limit: 100 }),

    /** Newest first. An account has at most 20 in one mode. */
    listenSessions: () => get<V1Page<ListenSession>>(LISTEN_SESSIONS, { limit: 100 }),
    listenSession: (id: string) => get<ListenSession>(listenSessionPath(id)),
    /** The only call that returns what opens the WebSocket. */
    createListenSession: (body: NewListenSession) => post<CreatedListenSession>(LISTEN_SESSIONS, body),
    /** Also completes while the page is closed. */
    deleteListenSession: (id: string) =>
      request<{ id: string }>({ method: 'DELETE', path: listenSessionPath(id), keepalive: true }),
    listenAnswers: (id: string, query: { limit?: number; starting_after?: string; ending_before?: string } = {}) =>
      get<V1Page<ListenAnswer>>(`${listenSessionPath(id)}/answers`, query),

    openapi: () => get<Record<string, unknown>>('/openapi.json'),
  };
}

export type Api = ReturnType<typeof createApi>;
