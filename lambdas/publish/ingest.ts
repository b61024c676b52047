/** Publishes events that services put on the ingest bus. */
import type { EventBridgeEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import { parsePublishRequest } from '../contract/publish/publish.ts';
import { InvalidFieldsError, WaybillError } from '../core/errors.ts';
import type { PublishRequest } from '../core/publish/ports.ts';
import { type Publisher, type PublishPorts, type PublishSettings, publishEvents } from '../core/publish/publish.ts';

export type IngestEvent = EventBridgeEvent<string, Record<string, unknown>>;

export interface IngestSettings extends PublishSettings {
  /** Number of shards of the stage. */
  readonly shards: number;
}

/** Returns whether an invocation comes from the bus. Otherwise it comes from the HTTP API. */
export const isIngestEvent = (event: object): event is IngestEvent => 'detail-type' in event && 'detail' in event;

/**
 * Parses an event of the bus. `detail` has the shape of the body of `POST /v1/events`, with `livemode`. Its `type` may be omitted;
 * then the detail type is used.
 * @throws InvalidFieldsError with the invalid field
 */
export function parseIngestEvent(
  event: IngestEvent,
  { platformAccount, shards }: Pick<IngestSettings, 'platformAccount' | 'shards'>,
  { now, random }: Pick<PublishPorts, 'now' | 'random'>,
): { readonly publisher: Publisher; readonly request: PublishRequest } {
  const { livemode, ...body } = event.detail ?? {};
  if (typeof livemode !== 'boolean') {
    throw new InvalidFieldsError('detail.livemode should be true or false.', { param: 'detail.livemode' });
  }
  const request = parsePublishRequest({ type: event['detail-type'], ...body });
  return {
    publisher: {
      account: platformAccount,
      mode: livemode ? 'live' : 'sandbox',
      platform: true,
      request: null,
      seed: ulid(now(), random),
      shards,
      repeatable: false,
    },
    request: { ...request, identity: envelope(event.id) },
  };
}

/** Returns the identity of an envelope, which EventBridge may deliver twice. Event ids of publishers cannot contain a colon. */
const envelope = (id: string): string => `envelope:${id}`;

export interface IngestPorts extends PublishPorts {
  /** Sends an event to the ingest dead-letter queue. */
  readonly sendToDeadLetters: (event: IngestEvent) => Promise<unknown>;
}

export interface Refused {
  /** Why the event was refused. */
  readonly refused: string;
}

/**
 * Publishes an event of the bus. An invalid event goes to the dead-letter queue at once: otherwise each of Lambda's three tries
 * would count as an error of the function, and a single invalid event would raise an alarm.
 * @throws any other error: Lambda retries the invocation and then sends the event to the dead-letter queue
 */
export async function ingest(
  event: IngestEvent,
  settings: IngestSettings,
  ports: IngestPorts,
): Promise<Refused | undefined> {
  try {
    const { publisher, request } = parseIngestEvent(event, settings, ports);
    const [result] = await publishEvents([request], publisher, settings, ports);
    if (result && 'error' in result) throw result.error;
    return undefined;
  } catch (error) {
    logger.error('event of the ingest bus not published', {
      source: event.source,
      detail_type: event['detail-type'],
      envelope_id: event.id,
      error: asError(error),
    });
    if (!isRefusal(error)) throw error;
    await ports.sendToDeadLetters(event);
    return { refused: error.message };
  }
}

/** Returns whether the event is invalid, so that a retry cannot succeed. */
const isRefusal = (error: unknown): error is WaybillError =>
  error instanceof WaybillError && error.expose && !error.retryable;
