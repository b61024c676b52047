/** Resends events. */
import type * as z from 'zod';
import type { retryEventSchema } from '../../contract/event/event.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { laneOf } from '../../core/destination/health/health.ts';
import { isOwnHealth } from '../../core/destination/matching.ts';
import { InvalidFieldsError, NotFoundError, PermissionError, WaybillError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { PING_TYPE } from '../../core/event/event-body.ts';
import { destinationIdOf } from '../../core/ids.ts';
import type { ListenMessage } from '../../core/listen/session.ts';
import { messageFor } from '../../core/publish/send.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { findEvent } from '../event/events.ts';

const PARAM = { param: 'webhook_endpoint' };

/**
 * Queues one manual attempt for a destination. The event need not have been sent to it before. The Stripe CLI resends to all
 * listening terminals instead.
 * @throws InvalidFieldsError when no destination is named, it is disabled, or it cannot receive such events
 * @throws NotFoundError when the caller has no such event or destination
 */
export async function resend(
  context: ApiContext,
  auth: Auth,
  id: string,
  request: z.output<typeof retryEventSchema>,
): Promise<WaybillEvent> {
  const { account = auth.account, webhook_endpoint, for_stripecli } = request;
  if (account !== auth.account && !auth.platform) {
    throw new PermissionError('Only a key of the platform can name another account.', { param: 'account' });
  }
  const event = await findEvent(context, { account, mode: auth.mode }, id);
  if (webhook_endpoint === undefined) {
    if (for_stripecli) return resendToListeners(context, auth, event);
    throw new InvalidFieldsError(
      'webhook_endpoint: is required. Send the id of an event destination, ed_… or we_….',
      PARAM,
    );
  }
  const destination = await findTarget(context, auth, event, webhook_endpoint);
  checkCanReceive(destination, event);
  const message = messageFor(event, destination, { first: false, trigger: 'manual' });
  const unsent = await context.ports.queue.send([{ message, lane: laneOf(destination, context.ports.now()) }]);
  if (unsent.length > 0) throw new WaybillError('The message of the resend could not be sent to the deliveries queue.');
  return event;
}

/** Resends to each connected listen session of the account, whatever types it selects. */
async function resendToListeners({ ports }: ApiContext, auth: Auth, event: WaybillEvent): Promise<WaybillEvent> {
  const { account, key } = event;
  const owners = auth.account === account ? [account] : [auth.account, account];
  const lists = owners.map((owner) => ports.listenSessions.list({ account: owner, mode: auth.mode }));
  const listening = (await Promise.all(lists)).flat().filter(({ connectionId }) => connectionId !== undefined);
  if (listening.length === 0) {
    throw new InvalidFieldsError('webhook_endpoint: is required, because no terminal is listening.', PARAM);
  }
  const messages = listening.map(
    ({ id, account: owner, mode }): ListenMessage => ({
      session: { account: owner, mode, id },
      events: [{ account, key }],
      resend: true,
    }),
  );
  const unsent = await ports.listenQueue.send(messages);
  if (unsent.length > 0) throw new WaybillError('The message of the resend could not be sent to the listen queue.');
  return event;
}

/** Reads the destination. It belongs to the caller or, for the platform, to the account of the event. */
async function findTarget({ ports }: ApiContext, auth: Auth, event: WaybillEvent, id: string): Promise<Destination> {
  const owners = auth.platform && event.account !== auth.account ? [auth.account, event.account] : [auth.account];
  for (const account of owners) {
    const found = await ports.destinations.get({ account, mode: auth.mode }, destinationIdOf(id));
    if (found) return found;
  }
  throw new NotFoundError(`No such event destination: '${id}'.`, PARAM);
}

function checkCanReceive(destination: Destination, event: WaybillEvent): void {
  if (destination.status === 'disabled') {
    throw new InvalidFieldsError('webhook_endpoint: is disabled. Enable it before you resend an event.', PARAM);
  }
  if (event.destinations.some(({ id }) => id === destination.id)) return;
  const scope = destination.account === event.account ? '@self' : '@accounts';
  const isForAnother = event.type === PING_TYPE || isOwnHealth(destination, event.type, event.relatedObject?.id);
  if (isForAnother || !destination.eventsFrom.includes(scope)) {
    throw new InvalidFieldsError(
      'webhook_endpoint: should be a destination that receives events of this account and kind.',
      PARAM,
    );
  }
}
