/** The requests and responses of routes, independent of API Gateway's event format. */
import type * as z from 'zod';
import type { Operation, Scope } from '../contract/operation.ts';
import type { KeyKind } from '../core/account/api-key.ts';
import type { WaybillError } from '../core/errors.ts';
import type { Tenant } from '../core/tenant.ts';

export type ApiGeneration = 'v1' | 'v2';

/** The API key or token of a call. */
export interface Credential {
  readonly kind: KeyKind;
  /** The account that the credential belongs to. The call may act for another one. */
  readonly account: string;
  /** Identifies the key without revealing it. */
  readonly hash: string;
  /** Unix milliseconds, whole seconds; absent when it does not expire. */
  readonly expiresAt?: number;
}

/** The caller, and the tenant that the call is for. */
export interface Auth extends Tenant {
  /** The tenant whose data the call uses. The platform may act for another account. */
  readonly tenant: Tenant;
  /** Whether the key belongs to the platform and may act for any account. */
  readonly platform: boolean;
  /** Scopes of a restricted key; absent for an unrestricted one. */
  readonly scopes?: readonly Scope[];
  readonly credential: Credential;
}

export interface ApiRequest<Query = unknown, Body = unknown> {
  readonly auth: Auth;
  /** Path parameters. `{type}` and `{version}` are words joined by dots; all others have the form of an id. */
  readonly params: Readonly<Record<string, string>>;
  /** Checked by the operation's schema. */
  readonly query: Query;
  /** Checked by the operation's schema. */
  readonly body: Body;
  /** `req_…`, as in the response's header. */
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** ULID from which the ids of everything that the call stores are made. A repeat with the same idempotency key has the same seed. */
  readonly seed: string;
  /** Number of shards of the event keys that are made from the seed. A repeat has the same, also after the setting was raised. */
  readonly shards: number;
  /** Origin of the API or of the distribution in front of it, without a slash at the end: `https://api.example.com`. */
  readonly origin: string;
  /** Whether the call came through a distribution in front of the API. */
  readonly distributed: boolean;
}

export interface ApiResponse<Body extends object | string = object | string> {
  /** 200 when omitted. */
  readonly status?: number;
  /** An object is sent as JSON, a text unchanged. */
  readonly body: Body;
  /** Added to the common headers, or replace them. Names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the body contains a secret, so that it is stored encrypted for repeats. */
  readonly confidential?: boolean;
}

export type Handler<Request, Body extends object | string> = (request: Request) => Promise<ApiResponse<Body>>;

/** An operation and its handler. */
export interface Route extends RouteOptions<ApiRequest, object> {
  readonly operation: Operation;
  readonly handler: Handler<ApiRequest, object | string>;
}

export interface RouteOptions<Request, First, Body extends object | string = object | string> {
  /**
   * v2: makes the response to a repeat under the same idempotency key from the first response. Without it, a repeat gets
   * the first response again. https://docs.stripe.com/api-v2-overview#idempotency
   */
  readonly replay?: (request: Request, first: First) => Promise<ApiResponse<Body>>;
  /** Makes the response to invalid parameters. Without it the response is a 400. */
  readonly onInvalid?: (error: WaybillError) => ApiResponse<Body>;
}

type ResponseBody<R extends z.ZodType> = Extract<z.output<R>, object | string>;

/** Binds an operation to its handler, which receives the checked query and body and returns a body of the operation's shape. */
export function implement<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<Q, B, R>,
  handler: Handler<ApiRequest<z.output<Q>, z.output<B>>, ResponseBody<R>>,
  options: RouteOptions<ApiRequest<z.output<Q>, z.output<B>>, z.output<R>, ResponseBody<R>> = {},
): Route {
  return { operation, handler, ...options } as unknown as Route;
}
