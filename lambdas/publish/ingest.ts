/** Events that services put on the ingest bus. */
import type { EventBridgeEvent } from 'aws-lambda';
import { parsePublishRequest } from '../contract/publish.ts';
import { InvalidFieldsError } from '../core/errors.ts';
import { eventIdFor } from '../core/ids.ts';
import type { Publisher } from '../core/publish.ts';
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
): { readonly publisher: Publisher; readonly request: PublishRequest } {
  const { livemode, ...body } = event.detail ?? {};
  if (typeof livemode !== 'boolean') {
    throw new InvalidFieldsError('detail.livemode should be true or false.', { param: 'detail.livemode' });
  }
  const request = parsePublishRequest({ type: event['detail-type'], ...body });
  return {
    publisher: { account: platformAccount, mode: livemode ? 'live' : 'sandbox', platform: true, request: null },
    request: { id: eventIdFor(event.id, Date.parse(event.time)), ...request },
  };
}
