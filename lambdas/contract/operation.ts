/**
 * Declares an operation of the API: method, path, access, and the schemas of the request and the response. Functions implement
 * operations and `/openapi.json` is generated from them. Nothing else declares the API.
 */
import * as z from 'zod';
import type { Scope } from '../core/account/scope.ts';

export { READ_SCOPES, SCOPES, type Scope } from '../core/account/scope.ts';

/** Required credential: a key with the scope, an unrestricted key of the platform, any key, or none. */
export type Access = Scope | 'platform' | 'any' | 'public';

export type Method = 'GET' | 'POST' | 'DELETE';

/**
 * What a repeat with the same idempotency key does. `response`: returns the stored response of the first call. `seed`: runs again
 * with the same seed. The ids of everything that the call stores are made from it, so nothing is stored twice. `none`: only
 * echoes the key.
 */
export type Idempotency = 'response' | 'seed' | 'none';

/** The schema of a query or a body without fields. */
export const emptySchema = z.strictObject({});
type Empty = typeof emptySchema;

export interface Operation<
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** The `operationId` of OpenAPI. Unique. */
  readonly id: string;
  readonly method: Method;
  /** `/v1/events/{id}` */
  readonly path: string;
  /** The group of the reference that it belongs to. */
  readonly tag: string;
  /** One line, starting with a verb. */
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  readonly access: Access;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  readonly idempotency: Idempotency;
}

/** Declares an operation. Without `query` or `body`, the request has none. */
export const operation = <R extends z.ZodType, Q extends z.ZodType = Empty, B extends z.ZodType = Empty>(
  given: Omit<Operation<Q, B, R>, 'query' | 'body' | 'idempotency'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly idempotency?: Idempotency;
  },
): Operation<Q, B, R> => ({
  query: emptySchema as unknown as Q,
  body: emptySchema as unknown as B,
  idempotency: takesKey(given) ? 'response' : 'none',
  ...given,
});

/** SDKs send an idempotency key with each POST, and with each DELETE of v2. */
const takesKey = ({ method, path }: { readonly method: Method; readonly path: string }): boolean =>
  method === 'POST' || (method === 'DELETE' && path.startsWith('/v2/'));
