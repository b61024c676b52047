/** The API calls of the Workbench. Each function makes one call. */

import type { Query } from '../../../lambdas/contract/query-text.ts';
import { ApiError } from './api-error.ts';
import { type Call, type Caller, request } from './request.ts';
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

const DESTINATIONS = '/v2/core/event_destinations';
const destinationPath = (id: string): string => `${DESTINATIONS}/${encodeURIComponent(id)}`;
const LISTEN = '/v1/listen_sessions';
const listenSessionPath = (id: string): string => `${LISTEN}/${encodeURIComponent(id)}`;
const URL_SHOWN = { include: ['webhook_endpoint.url'] };

export function createApi(caller: Caller) {
  const call = <T>(made: Call): Promise<T> => request<T>(caller, made);
  const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>({ method: 'GET', path, query, signal });
  const post = <T>(path: string, body: unknown = {}) => call<T>({ method: 'POST', path, body });
  return {
    /** Makes any call. */
    call,

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
      const { error } = await call<Validation>({ method: 'POST', path: `${DESTINATIONS}/validate`, body, signal });
      if (error) throw new ApiError(error.message, { ...error, status: 400, param: error.param ?? undefined });
    },
    updateDestination: (id: string, body: DestinationChange) =>
      post<Destination>(destinationPath(id), { ...body, ...URL_SHOWN }),
    deleteDestination: (id: string) => call<{ id: string }>({ method: 'DELETE', path: destinationPath(id) }),
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
      post<Event>(`/v1/events/${encodeURIComponent(event)}/retry`, {
        webhook_endpoint: destination,
        ...(account === undefined ? {} : { account }),
      }),
    countMissed: (id: string, body: RecoverRequest) =>
      post<RecoveryDryRun>(`${destinationPath(id)}/recover`, { ...body, dry_run: true }),
    recover: (id: string, body: RecoverRequest) =>
      post<Recovery>(`${destinationPath(id)}/recover`, { ...body, dry_run: false }),
    recoveries: (id: string, query: { limit?: number; page?: string } = {}) =>
      get<V2Page<Recovery>>(`${destinationPath(id)}/recoveries`, query),
    recovery: (id: string, recovery: string) =>
      get<Recovery>(`${destinationPath(id)}/recoveries/${encodeURIComponent(recovery)}`),
    stopRecovery: (id: string, recovery: string) =>
      post<Recovery>(`${destinationPath(id)}/recoveries/${encodeURIComponent(recovery)}/stop`),

    events: (query: EventFilter & { limit?: number; starting_after?: string; ending_before?: string } = {}) =>
      get<V1Page<Event>>('/v1/events', query),
    event: (id: string, apiVersion?: string) =>
      get<Event>(`/v1/events/${encodeURIComponent(id)}`, { api_version: apiVersion }),
    outcomes: (id: string) => get<V1Page<Outcome>>(`/v1/events/${encodeURIComponent(id)}/deliveries`),
    publish: (body: unknown) => post<Event>('/v1/events', body),

    /** The event as thin destinations receive it, with the ids of its object in `related_object`. */
    coreEvent: (id: string) =>
      get<ThinEvent & { data: Event['data']; snapshot_event?: string }>(`/v2/core/events/${encodeURIComponent(id)}`),

    eventTypes: (query: { limit?: number; starting_after?: string; api_version?: string; search?: string } = {}) =>
      get<V1Page<EventType>>('/v1/event_types', query),
    eventType: (type: string, apiVersion?: string) =>
      get<EventType>(`/v1/event_types/${encodeURIComponent(type)}`, { api_version: apiVersion }),
    apiVersions: () => get<V1Page<ApiVersion>>('/v1/api_versions', { limit: 100 }),

    /** Newest first. An account has at most 20 in one mode. */
    listenSessions: () => get<V1Page<ListenSession>>(LISTEN, { limit: 100 }),
    listenSession: (id: string) => get<ListenSession>(listenSessionPath(id)),
    /** The only call that returns what opens the WebSocket. */
    createListenSession: (body: NewListenSession) => post<CreatedListenSession>(LISTEN, body),
    /** Also completes while the page is closed. */
    deleteListenSession: (id: string) =>
      call<{ id: string }>({ method: 'DELETE', path: listenSessionPath(id), keepalive: true }),
    listenAnswers: (id: string, query: { limit?: number; starting_after?: string; ending_before?: string } = {}) =>
      get<V1Page<ListenAnswer>>(`${listenSessionPath(id)}/answers`, query),

    openapi: () => get<Record<string, unknown>>('/openapi.json'),
  };
}

export type Api = ReturnType<typeof createApi>;

/** Returns the token of a `next_page_url` or `previous_page_url`; undefined when there is no such page. */
export const pageToken = (url: string | null): string | undefined =>
  url === null ? undefined : (new URL(url, 'http://page').searchParams.get('page') ?? undefined);
