/** What a route gets and gives: HTTP without API Gateway's event shape. */
import type { Tenant } from '../core/tenant.ts';

export type ApiGeneration = 'v1' | 'v2';

/** Who calls, and for whom. */
export interface Auth extends Tenant {
  /** Account and mode whose data the call works on: the named account's where the platform acts for one. */
  readonly tenant: Tenant;
  /** Whether the key is one of the platform's own: it may act for any account. */
  readonly platform: boolean;
}

export interface ApiRequest {
  readonly auth: Auth;
  /** Of the path, `{id}`; each is of the form of an id. */
  readonly params: Readonly<Record<string, string>>;
  /** Parsed, not checked. */
  readonly query: unknown;
  /** Parsed from JSON or form, not checked; undefined when there is none. */
  readonly body: unknown;
  /** `req_…`, as in the response's header. */
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  readonly apiGeneration: ApiGeneration;
}

export interface ApiResponse {
  /** 200 when left out. */
  readonly status?: number;
  /** Sent as JSON. */
  readonly body: object;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/events/{id}` */
  readonly path: string;
  readonly handler: (request: ApiRequest) => Promise<ApiResponse>;
}
