/**
 * What one call of the API is: where it is, who may make it, what it takes and what it answers. Functions implement
 * operations, `/openapi.json` is made of them, and nothing else says what the API has.
 */
import * as z from 'zod';
import type { Scope } from '../core/account/scope.ts';

export { READ_SCOPES, SCOPES, type Scope } from '../core/account/scope.ts';

/** Who may call: a key with the scope, an unrestricted key of the platform, any key at all, or anybody without a key. */
export type Access = Scope | 'platform' | 'any' | 'public';

export type Method = 'GET' | 'POST' | 'DELETE';

/**
 * What a repeat with the same idempotency key gets. `answer`: what the first got, kept. `seed`: the call is made again
 * with the same seed, of which the ids of everything it stores are made, so that nothing is stored twice. `none`: the
 * key is only echoed.
 */
export type Idempotency = 'answer' | 'seed' | 'none';

/** For calls that take nothing. */
export const emptySchema = z.strictObject({});
type Empty = typeof emptySchema;

export interface Operation<
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** Unique; `operationId` in OpenAPI. */
  readonly id: string;
  readonly method: Method;
  /** `/v1/events/{id}` */
  readonly path: string;
  /** Heading it stands under. */
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  /** What else a caller has to know, in Markdown. */
  readonly description?: string;
  readonly access: Access;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  readonly idempotency: Idempotency;
}

/** Without a query or body nothing is taken there. */
export const operation = <R extends z.ZodType, Q extends z.ZodType = Empty, B extends z.ZodType = Empty>(
  given: Omit<Operation<Q, B, R>, 'query' | 'body' | 'idempotency'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly idempotency?: Idempotency;
  },
): Operation<Q, B, R> => ({
  query: emptySchema as unknown as Q,
  body: emptySchema as unknown as B,
  idempotency: takesKey(given) ? 'answer' : 'none',
  ...given,
});

/** SDKs send a key with each POST, and with each DELETE of v2. */
const takesKey = ({ method, path }: { readonly method: Method; readonly path: string }): boolean =>
  method === 'POST' || (method === 'DELETE' && path.startsWith('/v2/'));
