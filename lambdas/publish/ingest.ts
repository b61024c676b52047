/** Events that services put on the ingest bus. */
import type { EventBridgeEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import { parsePublishRequest } from '../contract/publish/publish.ts';
import { InvalidFieldsError, WaybillError } from '../core/errors.ts';
import type { PublishRequest } from '../core/publish/ports.ts';
import { type Publisher, type PublishPorts, type PublishSettings, publishEvents } from '../core/publish/publish.ts';

export type IngestEvent = EventBridgeEvent<string, Record<string, unknown>>;

/** An invocation by the bus, not by HTTP. */
export const isIngestEvent = (event: object): event is IngestEvent => 'detail-type' in event && 'detail' in event;

/**
 * `detail` has the shape of `POST /v1/events` and a `livemode`; its `type` may be left to the entry's detail type.
 * @throws InvalidFieldsError naming what is wrong
 */
export function parseIngestEvent(
  event: IngestEvent,
  platformAccount: string,
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
      repeatable: false,
    },
    request: { ...request, identity: envelope(event.id) },
  };
}

/** Identifies an envelope, so that one delivered twice is one event. No id that a publisher chooses has a colon. */
const envelope = (id: string): string => `envelope:${id}`;

export interface IngestPorts extends PublishPorts {
  /** Puts an event into the ingest dead-letter queue. */
  readonly keepRefused: (event: IngestEvent) => Promise<unknown>;
}

/** Why an event was refused. */
export interface Refused {
  readonly refused: string;
}

/**
 * Publishes an event of the bus. One that its sender has to correct goes to the dead letters at once: each of Lambda's three
 * tries would count as an error of the function, and one such event would raise a page.
 * @throws any other error: Lambda invokes the function again, then passes the event to the dead letters
 */
export async function ingest(
  event: IngestEvent,
  settings: PublishSettings,
  ports: IngestPorts,
): Promise<Refused | undefined> {
  try {
    const { publisher, request } = parseIngestEvent(event, settings.platformAccount, ports);
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
    await ports.keepRefused(event);
    return { refused: error.message };
  }
}

/** Whether the event itself is wrong, and stays so. */
const isRefusal = (error: unknown): error is WaybillError =>
  error instanceof WaybillError && error.expose && !error.retryable;
