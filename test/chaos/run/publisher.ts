/** Publishes real payloads in batches, and repeats each batch until every event of it is confirmed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { githubPayloads, type Payload } from '../../../local/demo/payloads.ts';
import { digestOfEvent } from './endpoints.ts';
import type { Json, RetryingApi } from './retrying-api.ts';

/** An event that the API confirmed. */
export interface PublishedEvent {
  readonly type: string;
  readonly digest: string;
}

export interface Publisher {
  /** By id. */
  readonly events: ReadonlyMap<string, PublishedEvent>;
  /** Publishes the next events. Resolves when all are confirmed. */
  publish(count: number): Promise<void>;
  /** Ids of events that had another id in an earlier response to the same call. */
  readonly renamed: readonly string[];
}

const BATCH_EVENTS = 25;
const MAX_CALLS = 3;
const PAUSE_MS = 1_000;

export function createPublisher({ call }: RetryingApi): Publisher {
  const payloads = githubPayloads();
  const digests = new Map(payloads.map((payload) => [payload, digestOf(payload)]));
  const events = new Map<string, PublishedEvent>();
  const renamed: string[] = [];
  let next = 0;

  const publishBatch = async (batch: readonly Payload[]) => {
    const body = { events: batch.map(({ type, object }) => ({ type, data: { object } })) };
    const idempotencyKey = randomUUID();
    const ids = new Map<number, string>();
    for (;;) {
      const { data }: { data: Json[] } = await call('POST', '/v1/events/batch', body, idempotencyKey);
      for (const [index, { id }] of data.entries()) {
        if (id === undefined) continue;
        const payload = batch[index] as Payload;
        if ((ids.get(index) ?? id) !== id) renamed.push(id);
        ids.set(index, id);
        events.set(id, { type: payload.type, digest: digests.get(payload) as string });
      }
      if (ids.size === batch.length) return;
      await pause(PAUSE_MS);
    }
  };

  return {
    events,
    renamed,
    async publish(count) {
      const end = next + count;
      const publishInTurn = async () => {
        while (next < end) {
          const from = next;
          next = Math.min(end, next + BATCH_EVENTS);
          const batch = Array.from(
            { length: next - from },
            (_, n) => payloads[(from + n) % payloads.length] as Payload,
          );
          await publishBatch(batch);
        }
      };
      await Promise.all(Array.from({ length: MAX_CALLS }, publishInTurn));
    },
  };
}

const digestOf = ({ type, object }: Payload): string => digestOfEvent(type, { object });
