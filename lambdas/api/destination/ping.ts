import { destinationObject } from '../../core/destination/related-object.ts';
import { InvalidFieldsError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { PING_TYPE } from '../../core/event/event-body.ts';
import { publishEvents } from '../../core/publish/publish.ts';
import type { ApiRequest } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { findDestination } from './destinations.ts';

/**
 * Publishes an event for this destination only, to test whether it can be reached.
 * @throws InvalidFieldsError when it is disabled
 */
export async function ping(context: ApiContext, request: ApiRequest, id: string): Promise<WaybillEvent> {
  const { auth, requestId, idempotencyKey, seed, shards } = request;
  const destination = await findDestination(context, auth.tenant, id);
  if (destination.status === 'disabled') {
    throw new InvalidFieldsError('The event destination is disabled. Enable it before you send a ping.');
  }
  const [result] = await publishEvents(
    [{ type: PING_TYPE, data: { object: {} }, relatedObject: destinationObject(id) }],
    {
      ...auth.tenant,
      platform: auth.platform,
      request: { id: requestId, idempotency_key: idempotencyKey },
      seed,
      shards,
      repeatable: idempotencyKey !== null,
    },
    context.settings,
    context.ports,
    destination,
  );
  if (!result || 'error' in result) throw result?.error ?? new Error('the ping was not published');
  return result.event;
}
