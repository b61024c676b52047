/** What a route gets and gives: HTTP without API Gateway's event shape. */
import type * as z from 'zod';
import type { Operation, Scope } from '../contract/operation.ts';
import type { KeyKind } from '../core/account/api-key.ts';
import type { WaybillError } from '../core/errors.ts';
import type { Tenant } from '../core/tenant.ts';

export type ApiGeneration = 'v1' | 'v2';

/** What a call is made with, apart from what it may do. */
export interface Credential {
  readonly kind: KeyKind;
  /** Whose it is, whichever account the call acts for. */
  readonly account: string;
  /** Identifies the key without revealing it. */
  readonly hash: string;
  /** Unix milliseconds, whole seconds; absent for what works until it is deleted. */
  readonly expiresAt?: number;
}

/** Who calls, and for whom. */
export interface Auth extends Tenant {
  /** Account and mode whose data the call works on: the named account's where the platform acts for one. */
  readonly tenant: Tenant;
  /** Whether the key is one of the platform's own: it may act for any account. */
  readonly platform: boolean;
  /** What a restricted key may do; everything its account may when absent. */
  readonly scopes?: readonly Scope[];
  readonly credential: Credential;
}

export interface ApiRequest<Query = unknown, Body = unknown> {
  readonly auth: Auth;
  /** Of the path, `{id}`; each is of the form of an id, `{type}` and `{version}` of words joined by dots. */
  readonly params: Readonly<Record<string, string>>;
  /** Checked by the operation's schema. */
  readonly query: Query;
  /** Checked by the operation's schema. */
  readonly body: Body;
  /** `req_…`, as in the response's header. */
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** ULID that the ids of what the call stores are made of: a repeat under the same idempotency key gets the same one. */
  readonly seed: string;
  /** Where the API was called, or the distribution in front of it, without a slash at the end: `https://api.example.com`. */
  readonly origin: string;
  /** Whether a distribution in front of the API was called. */
  readonly distributed: boolean;
}

export interface ApiResponse<Body extends object | string = object | string> {
  /** 200 when left out. */
  readonly status?: number;
  /** Sent as JSON; text as it is. */
  readonly body: Body;
  /** Sent beside those that every answer has, or in their place. Names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** It holds a secret, which is not to be kept in the clear. */
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
