/** Creates past deliveries and their attempts for an endpoint with a given behavior. */
import type { Attempt, AttemptReport, Delivery } from '../../lambdas/core/delivery/delivery.ts';
import { nextAttemptAt } from '../../lambdas/core/delivery/retry-policy.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { USER_AGENT } from '../../lambdas/core/user-agent.ts';

export type Behaviour = 'well' | 'slow' | 'unavailable' | 'refused' | 'timeout' | 'bus';

export interface Delivering {
  readonly event: WaybillEvent;
  readonly destinationId: string;
  /** Unix milliseconds of the first attempt. */
  readonly at: number;
  readonly now: number;
  /** The behavior of the endpoint at a time, Unix milliseconds. */
  readonly behaviour: (at: number) => Behaviour;
  readonly random: () => number;
}

/** Timeout of an attempt, milliseconds. */
const TIMEOUT_MS = 20_000;
/** More attempts than the retry schedule has. */
const MAX_ATTEMPTS = 20;

const ANSWERS: Readonly<Record<Exclude<Behaviour, 'timeout' | 'bus'>, { status: number; body: string }>> = {
  well: { status: 200, body: '{"received":true}' },
  slow: { status: 200, body: '{"received":true}' },
  unavailable: { status: 503, body: '{"error":"no healthy upstream: warehouse-api"}' },
  refused: { status: 422, body: '{"error":"unknown event type"}' },
};

/** Returns nothing when the first attempt is in the future. */
export function deliver({ event, destinationId, at, now, behaviour, random }: Delivering): Delivery[] {
  const attempts: Attempt[] = [];
  let next: number | undefined = at;
  let ok = false;
  while (next !== undefined && next < now - 1000 && !ok && attempts.length < MAX_ATTEMPTS) {
    const attempt = attemptOf(behaviour(next), attempts.length + 1, next, event, random);
    attempts.push(attempt);
    ok = attempt.ok;
    const asked = { mode: event.mode, automaticCount: attempts.length, firstAttemptAt: at, timeScale: 1 };
    next = ok ? undefined : nextAttemptAt({ ...asked, now: next + attempt.durationMs }, random);
  }
  if (attempts.length === 0) return [];
  const state: Pick<Delivery, 'status' | 'nextAttemptAt' | 'deferred' | 'failureReason'> = ok
    ? { status: 'delivered' }
    : next === undefined
      ? { status: 'failed', failureReason: 'attempts_exhausted' }
      : // What is almost due would be attempted while the pictures are made.
        { status: 'pending', nextAttemptAt: Math.max(next, now + (12 + 20 * random()) * 60_000), deferred: true };
  return [
    {
      account: event.account,
      mode: event.mode,
      destinationId,
      eventKey: event.key,
      eventId: event.id,
      eventType: event.type,
      attemptCount: attempts.length,
      automaticCount: attempts.length,
      firstAttemptAt: at,
      attempts,
      ...state,
    },
  ];
}

function attemptOf(
  behaviour: Behaviour,
  number: number,
  startedAt: number,
  event: WaybillEvent,
  random: () => number,
): Attempt {
  const base = { number, trigger: 'automatic', startedAt, responseTruncated: false } as const;
  const took = Math.round((behaviour === 'slow' ? 2400 : 45) * (1 + 3 * random() ** 3));
  if (behaviour === 'bus') {
    return {
      ...base,
      ok: true,
      httpStatus: 200,
      durationMs: took,
      timing: {},
      requestHeaders: { source: 'waybill', 'detail-type': event.type },
      responseHeaders: {},
      responseExcerpt: '',
    };
  }
  const requestHeaders = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': USER_AGENT,
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(startedAt / 1000)),
  };
  const opened = number === 1 && random() < 0.3 ? { dns: 2, connect: 9, tls: 14 } : {};
  if (behaviour === 'timeout') {
    return {
      ...base,
      ok: false,
      error: { code: 'timeout', message: `No answer within ${TIMEOUT_MS / 1000} seconds.` },
      durationMs: TIMEOUT_MS,
      timing: { dns: 2, connect: 11, tls: 16 },
      requestHeaders,
      responseHeaders: {},
      responseExcerpt: '',
    };
  }
  const { status, body } = ANSWERS[behaviour];
  const ok = status < 300;
  return {
    ...base,
    ok,
    httpStatus: status,
    ...(ok
      ? {}
      : { error: { code: 'http_status', message: `fulfilment.example.com responded with ${status}.` } as const }),
    durationMs: took,
    timing: { ...opened, first_byte: took - 3 - ('tls' in opened ? 25 : 0) },
    requestHeaders,
    responseHeaders: { 'content-type': 'application/json', server: 'nginx' },
    responseExcerpt: body,
  };
}

/** The metrics of a delivery. */
export const reportsOf = (delivery: Delivery): AttemptReport[] =>
  delivery.attempts.map((attempt, index) => {
    const last = index === delivery.attempts.length - 1;
    const status = last ? delivery.status : 'pending';
    return {
      delivery: { ...delivery, status },
      attempt,
      destinationType:
        'timing' in attempt && Object.keys(attempt.timing).length === 0 ? 'amazon_eventbridge' : 'webhook_endpoint',
      outcome: status === 'pending' ? 'retry' : status,
    };
  });
