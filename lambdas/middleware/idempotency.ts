/**
 * The one place where a repeated call is recognised. A call claims its idempotency key before it does anything; whoever
 * comes with the same key meanwhile is told to try again, and later gets what the first got.
 * Rules of v1: https://docs.stripe.com/api/idempotent_requests, of v2: https://docs.stripe.com/api-v2-overview#idempotency
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { SecretBox } from '../core/destination/ports.ts';
import { ConflictError, IdempotencyError, WaybillError } from '../core/errors.ts';
import type { IdempotencyPlace, IdempotencyRecord, IdempotencyStore } from '../core/idempotency.ts';
import type { ApiGeneration, ApiRequest, ApiResponse, Route } from './api-request.ts';
import { errorAnswer } from './errors.ts';

export interface IdempotencyOptions {
  readonly idempotency: IdempotencyStore;
  /** Encrypts kept answers that hold secrets; not needed where no operation answers one. */
  readonly secrets?: SecretBox;
  readonly now: Clock;
}

const DAY_SECONDS = 24 * 3600;
const KEPT_SECONDS: Record<ApiGeneration, number> = { v1: DAY_SECONDS, v2: 30 * DAY_SECONDS };

/** A function ends after 29 s; who has not answered by then never will. Milliseconds. */
const LEASE_MS = 60_000;

/** A request as it came, before its parameters were checked. */
export interface Call {
  readonly request: ApiRequest;
  readonly path: string;
  readonly generation: ApiGeneration;
}

/**
 * Runs the handler once for each idempotency key.
 * @throws IdempotencyError when the key was used with other parameters
 * @throws ConflictError while the first call with the key is under way
 */
export async function once(route: Route, call: Call, options: IdempotencyOptions): Promise<ApiResponse> {
  const { request } = call;
  const { operation, handler } = route;
  const { idempotencyKey } = request;
  if (idempotencyKey === null || operation.idempotency === 'none') return handler(request);

  const { idempotency, now } = options;
  const place = placeOf(call, operation.method, idempotencyKey);
  const leased = operation.idempotency === 'answer' ? { leaseUntil: now() + LEASE_MS } : {};
  const mine: IdempotencyRecord = { fingerprint: fingerprintOf(request), seed: request.seed, ...leased };
  const holder = await idempotency.claim(place, mine, KEPT_SECONDS[call.generation], now());
  const known = holder && isSameClaim(holder, mine) ? undefined : holder;
  if (known && known.fingerprint !== mine.fingerprint) {
    throw new IdempotencyError(
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Use a key other than '${idempotencyKey}' if you meant to make another request.`,
    );
  }
  if (operation.idempotency === 'seed') {
    return fromSeed(route, { ...request, seed: (known ?? mine).seed }, place, known === undefined, options);
  }
  if (known?.answer) return replay(route, call, known.answer, place, options);
  if (known) await takeOver(place, known, options);
  return keepAnswer(route, { ...call, request: { ...request, seed: (known ?? mine).seed } }, place, options);
}

/** The SDK repeats a write whose response was lost, and a claim that had taken effect then finds itself. */
const isSameClaim = (holder: IdempotencyRecord, { seed, leaseUntil }: IdempotencyRecord): boolean =>
  holder.seed === seed && holder.leaseUntil === leaseUntil && holder.answer === undefined;

/**
 * @param first whether the key is this call's. A refused call releases it. A retryable error keeps it, because a part of the
 * call may have been carried out.
 */
async function fromSeed(
  { handler }: Route,
  request: ApiRequest,
  place: IdempotencyPlace,
  first: boolean,
  { idempotency }: IdempotencyOptions,
): Promise<ApiResponse> {
  try {
    return await handler(request);
  } catch (error) {
    if (first && error instanceof WaybillError && error.expose && !error.retryable) await idempotency.release(place);
    throw error;
  }
}

/** The call that came first died half-way, or is still under way. */
async function takeOver(place: IdempotencyPlace, before: IdempotencyRecord, { idempotency, now }: IdempotencyOptions) {
  const over = (before.leaseUntil ?? 0) < now() && (await idempotency.takeOver(place, before, now() + LEASE_MS));
  if (!over) {
    throw new ConflictError('Another request with this idempotency key is under way. Try again when it has ended.');
  }
}

async function keepAnswer(
  { handler }: Route,
  { request, generation }: Call,
  place: IdempotencyPlace,
  { idempotency, secrets }: IdempotencyOptions,
): Promise<ApiResponse> {
  const keep = async ({ status = 200, body, confidential = false }: ApiResponse) => {
    const text = JSON.stringify(body);
    const sealed = confidential && secrets ? await secrets.seal(place.tenant.account, place.id, text) : undefined;
    await idempotency.keep(place, { status, body: sealed ?? text, sealed: sealed !== undefined });
  };
  let response: ApiResponse;
  try {
    response = await handler(request);
  } catch (error) {
    const { status, body } = errorAnswer(error, generation);
    // Nobody knows how far it got: whoever tries again goes on with the same seed.
    if (status >= 500) await idempotency.endLease(place);
    else if (generation === 'v1' && isLasting(error)) await keep({ status, body });
    else await idempotency.release(place);
    throw error;
  }
  await keep(response);
  return response;
}

/** v1 keeps what a call that was carried out came to, also a failure; a call that was not may be made again, corrected. */
const isLasting = (error: unknown): boolean =>
  error instanceof WaybillError && error.expose && !error.retryable && error.code !== 'invalid_fields';

async function replay(
  route: Route,
  { request, generation }: Call,
  { status, body, sealed }: NonNullable<IdempotencyRecord['answer']>,
  place: IdempotencyPlace,
  { secrets }: IdempotencyOptions,
): Promise<ApiResponse> {
  const text = sealed && secrets ? await secrets.open(place.tenant.account, place.id, body) : body;
  const first: object = JSON.parse(text);
  return generation === 'v2' && route.replay ? route.replay(request, first) : { status, body: first };
}

/** One name space for each account, mode, kind of caller and path. A hash, for keys may be long and hold anything. */
function placeOf({ request, path }: Call, method: string, key: string): IdempotencyPlace {
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
