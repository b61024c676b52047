/** Calls the API, and repeats a call with the same idempotency key until it succeeds. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

// biome-ignore lint/suspicious/noExplicitAny: responses of the API are read field by field
export type Json = any;

export interface RetryingApi {
  /** @throws Error for a response that a repeat does not change, or when the run is stopped */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, idempotencyKey?: string): Promise<Json>;
  /** Reads all pages of a list of v1 or v2. */
  list(path: string): Promise<Json[]>;
  /** Number of calls that were repeated. */
  readonly repeated: () => number;
}

/** Longer than API Gateway waits for a function. */
const CALL_MS = 35_000;
const PAUSE_MS = 500;
/** Returns whether a repeat can succeed: after a conflict with a call in progress, the rate limit, or an internal error. */
const isTemporary = (status: number) => status === 409 || status === 429 || status >= 500;

export function retryingApi(url: string, key: string, stopping: AbortSignal): RetryingApi {
  let repeated = 0;
  const call: RetryingApi['call'] = async (method, path, body, idempotencyKey = randomUUID()) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    for (;;) {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(CALL_MS)]);
      const request = { method, headers, signal, ...(body ? { body: JSON.stringify(body) } : {}) };
      const reply = await fetch(url + path, request)
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch(() => undefined);
      stopping.throwIfAborted();
      if (reply?.status === 200) return JSON.parse(reply.text);
      if (reply && !isTemporary(reply.status)) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      repeated += 1;
      await pause(PAUSE_MS);
    }
  };
  return {
    call,
    repeated: () => repeated,
    async list(path) {
      const all: Json[] = [];
      let next: string | null = path;
      while (next !== null) {
        const page: Json = await call('GET', next);
        all.push(...page.data);
        next = nextOf(page, path);
      }
      return all;
    },
  };
}

/** A v2 list has the URL of the next page; a v1 list is continued after its last object. */
function nextOf(page: Json, path: string): string | null {
  if (page.object !== 'list') return page.next_page_url;
  return page.has_more ? `${path}&starting_after=${page.data.at(-1).id}` : null;
}
