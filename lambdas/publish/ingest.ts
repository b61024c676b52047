/** Events that services put on the ingest bus. */
import type { EventBridgeEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { asError, logger } from '../adapters/telemetry.ts';
import { parsePublishRequest } from '../contract/publish.ts';
import { InvalidFieldsError } from '../core/errors.ts';
import { type Publisher, type PublishPorts, type PublishSettings, publishEvents } from '../core/publish.ts';
import type { PublishRequest } from '../core/publish-request.ts';

export type IngestEvent = EventBridgeEvent<string, Record<string, unknown>>;

/** An invocation by the bus, not by HTTP. */
export const isIngestEvent = (event: object): event is IngestEvent => 'detail-type' in event && 'detail' in event;

/**
 * `detail` has the shape of `POST /v1/events` and a `livemode`; its `type` may be left to the entry's detail type.
 * @throws InvalidFieldsError naming what is wrong; the bus then passes the event to its dead letters
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

/**
 * Publishes an event of the bus.
 * @throws whatever kept it from being published: the bus hands it over again, then passes it to its dead letters
 */
export async function ingest(event: IngestEvent, settings: PublishSettings, ports: PublishPorts): Promise<void> {
  try {
    const { publisher, request } = parseIngestEvent(event, settings.platformAccount, ports);
    const [result] = await publishEvents([request], publisher, settings, ports);
    if (result && 'error' in result) throw result.error;
  } catch (error) {
    logger.error('event of the ingest bus not published', {
      source: event.source,
      detail_type: event['detail-type'],
      envelope_id: event.id,
      error: asError(error),
    });
    throw error;
  }
}
