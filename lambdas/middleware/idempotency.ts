/**
 * Recognises repeated calls. A call claims its idempotency key before it does anything. While it is in progress, another call
 * with the key gets a 409; afterwards it gets the stored response.
 * Rules of v1: https://docs.stripe.com/api/idempotent_requests, of v2: https://docs.stripe.com/api-v2-overview#idempotency
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { SecretBox } from '../core/destination/ports.ts';
import { ConflictError, IdempotencyError, WaybillError } from '../core/errors.ts';
import type { IdempotencyKeyRef, IdempotencyRecord, IdempotencyStore } from '../core/idempotency.ts';
import type { ApiGeneration, ApiRequest, ApiResponse, Route } from './api-request.ts';
import { errorResponse } from './errors.ts';

export interface IdempotencyOptions {
  readonly idempotency: IdempotencyStore;
  /** Encrypts stored responses that contain a secret; not needed when no operation returns one. */
  readonly secrets?: SecretBox;
  readonly now: Clock;
}

const DAY_SECONDS = 24 * 3600;
const RETENTION_SECONDS: Record<ApiGeneration, number> = { v1: DAY_SECONDS, v2: 30 * DAY_SECONDS };

/** Longer than the 29 s after which a function ends, milliseconds. A call that has not responded by then never does. */
const LEASE_MS = 60_000;

/** A request before its parameters are checked. */
export interface Call {
  readonly request: ApiRequest;
  readonly path: string;
  readonly generation: ApiGeneration;
}

/**
 * Runs the handler once for each idempotency key.
 * @throws IdempotencyError when the key was used with other parameters
 * @throws ConflictError while the first call with the key is in progress
 */
export async function once(route: Route, call: Call, options: IdempotencyOptions): Promise<ApiResponse> {
  const { request } = call;
  const { operation, handler } = route;
  const { idempotencyKey, seed, shards } = request;
  if (idempotencyKey === null || operation.idempotency === 'none') return handler(request);

  const { idempotency, now } = options;
  const ref = refOf(call, operation.method, idempotencyKey);
  const leased = operation.idempotency === 'response' ? { leaseUntil: now() + LEASE_MS } : {};
  const mine: IdempotencyRecord = { fingerprint: fingerprintOf(request), seed, shards, ...leased };
  const holder = await idempotency.claim(ref, mine, RETENTION_SECONDS[call.generation], now());
  const known = holder && isSameClaim(holder, mine) ? undefined : holder;
  if (known && known.fingerprint !== mine.fingerprint) {
    throw new IdempotencyError(
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Use a key other than '${idempotencyKey}' if you meant to make another request.`,
    );
  }
  const seeded: ApiRequest = { ...request, ...seedOf(known ?? mine) };
  if (operation.idempotency === 'seed') return fromSeed(route, seeded, ref, known === undefined, options);
  if (known?.response) return replay(route, call, known.response, ref, options);
  if (known) await takeOver(ref, known, options);
  return runAndStore(route, { ...call, request: seeded }, ref, options);
}

/** Returns what the ids of everything that the call stores are made from. */
const seedOf = ({ seed, shards }: IdempotencyRecord) => ({ seed, shards });

/** The AWS SDK repeats a write whose response was lost. A claim that had taken effect then finds its own record. */
const isSameClaim = (holder: IdempotencyRecord, { seed, leaseUntil }: IdempotencyRecord): boolean =>
  holder.seed === seed && holder.leaseUntil === leaseUntil && holder.response === undefined;

/**
 * Runs a call whose repeats run again with the same seed.
 * @param first whether this call claimed the key. It releases the key after an error that is not retryable. After a retryable error the key
 * stays claimed, because a part of the call may have been carried out.
 */
async function fromSeed(
  { handler }: Route,
  request: ApiRequest,
  ref: IdempotencyKeyRef,
  first: boolean,
  { idempotency }: IdempotencyOptions,
): Promise<ApiResponse> {
  try {
    return await handler(request);
  } catch (error) {
    if (first && error instanceof WaybillError && error.expose && !error.retryable) await idempotency.release(ref);
    throw error;
  }
}

/** Takes the lease of the first call, when that call did not complete. @throws ConflictError when it may be in progress */
async function takeOver(ref: IdempotencyKeyRef, before: IdempotencyRecord, { idempotency, now }: IdempotencyOptions) {
  const taken = (before.leaseUntil ?? 0) < now() && (await idempotency.takeOver(ref, before, now() + LEASE_MS));
  if (!taken) {
    throw new ConflictError('Another request with this idempotency key is in progress. Try again when it has ended.');
  }
}

/** Runs a call and stores its response for repeats. */
async function runAndStore(
  { handler }: Route,
  { request, generation }: Call,
  ref: IdempotencyKeyRef,
  { idempotency, secrets }: IdempotencyOptions,
): Promise<ApiResponse> {
  const store = async ({ status = 200, body, confidential = false }: ApiResponse) => {
    const text = JSON.stringify(body);
    const sealed = confidential && secrets ? await secrets.seal(ref.tenant.account, ref.id, text) : undefined;
    await idempotency.storeResponse(ref, { status, body: sealed ?? text, sealed: sealed !== undefined });
  };
  let response: ApiResponse;
  try {
    response = await handler(request);
  } catch (error) {
    const { status, body } = errorResponse(error, generation);
    // A part of the call may have been carried out: a repeat continues with the same seed.
    if (status >= 500) await idempotency.endLease(ref);
    else if (generation === 'v1' && isLasting(error)) await store({ status, body });
    else await idempotency.release(ref);
    throw error;
  }
  await store(response);
  return response;
}

/** v1 also stores the failure of a call that was carried out. A call with invalid fields was not, and may be corrected. */
const isLasting = (error: unknown): boolean =>
  error instanceof WaybillError && error.expose && !error.retryable && error.code !== 'invalid_fields';

async function replay(
  route: Route,
  { request, generation }: Call,
  { status, body, sealed }: NonNullable<IdempotencyRecord['response']>,
  ref: IdempotencyKeyRef,
  { secrets }: IdempotencyOptions,
): Promise<ApiResponse> {
  const text = sealed && secrets ? await secrets.open(ref.tenant.account, ref.id, body) : body;
  const first: object = JSON.parse(text);
  return generation === 'v2' && route.replay ? route.replay(request, first) : { status, body: first };
}

/** Scopes the key to account, mode, kind of caller, method and path. A hash, because keys may be long and contain any character. */
function refOf({ request, path }: Call, method: string, key: string): IdempotencyKeyRef {
  const { tenant, platform } = request.auth;
  const hash = createHash('sha256')
    .update(JSON.stringify([key, method, path, platform]))
    .digest('base64url');
  return { tenant, id: `idempotency#${hash}` };
}

const fingerprintOf = ({ query, body }: ApiRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([query ?? null, body ?? null]))
    .digest('base64url');
