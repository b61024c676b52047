/** Sending an event again because somebody asks for it. */
import type * as z from 'zod';
import type { retryEventSchema } from '../../contract/event/event.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { InvalidFieldsError, NotFoundError, PermissionError, WaybillError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { isAlwaysThin } from '../../core/event/event-body.ts';
import { destinationIdOf } from '../../core/ids.ts';
import type { ListenMessage } from '../../core/listen/session.ts';
import { messageFor } from '../../core/publish/send.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { findEvent } from '../event/events.ts';

const PARAM = { param: 'webhook_endpoint' };

/**
 * Asks for one more attempt at one destination. It need not be one that the event went to. The Stripe CLI asks for it to be
 * sent to whoever listens.
 * @throws InvalidFieldsError when none is named, it is disabled, or it does not take such events
 * @throws NotFoundError when event or destination is not there for the caller
 */
export async function resend(
  context: ApiContext,
  auth: Auth,
  id: string,
  request: z.output<typeof retryEventSchema>,
): Promise<WaybillEvent> {
  const { account = auth.account, webhook_endpoint, for_stripecli } = request;
  if (account !== auth.account && !auth.platform) {
    throw new PermissionError('Only the platform may name another account.', { param: 'account' });
  }
  const event = await findEvent(context, { account, mode: auth.mode }, id);
  if (webhook_endpoint === undefined) {
    if (for_stripecli) return resendToListeners(context, auth, event);
    throw new InvalidFieldsError('webhook_endpoint: is required: the id of an event destination, ed_… or we_….', PARAM);
  }
  const destination = await findTarget(context, auth, event, webhook_endpoint);
  checkMayGet(destination, event);
  const message = messageFor(event, destination, { first: false, trigger: 'manual' });
  const refused = await context.ports.queue.send([{ message }]);
  if (refused.length > 0) throw new WaybillError('The deliveries queue did not take the resend.');
  return event;
}

/** To each terminal of the account that listens now, whatever types it selects. */
async function resendToListeners({ ports }: ApiContext, auth: Auth, event: WaybillEvent): Promise<WaybillEvent> {
  const { account, key } = event;
  const owners = auth.account === account ? [account] : [auth.account, account];
  const lists = owners.map((owner) => ports.listenSessions.list({ account: owner, mode: auth.mode }));
  const listening = (await Promise.all(lists)).flat().filter(({ connectionId }) => connectionId !== undefined);
  if (listening.length === 0) {
    throw new InvalidFieldsError(
      'webhook_endpoint: is required: no terminal is listening that the event could be sent to.',
      PARAM,
    );
  }
  const messages = listening.map(
    ({ id, account: owner, mode }): ListenMessage => ({
      session: { account: owner, mode, id },
      events: [{ account, key }],
      resend: true,
    }),
  );
  const refused = await ports.listenQueue.send(messages);
  if (refused.length > 0) throw new WaybillError('The queue of listeners did not take the resend.');
  return event;
}

/** The caller's own destination; the platform may also name one of the account whose event it is. */
async function findTarget({ ports }: ApiContext, auth: Auth, event: WaybillEvent, id: string): Promise<Destination> {
  const owners = auth.platform && event.account !== auth.account ? [auth.account, event.account] : [auth.account];
  for (const account of owners) {
    const found = await ports.destinations.get({ account, mode: auth.mode }, destinationIdOf(id));
    if (found) return found;
  }
  throw new NotFoundError(`No such event destination: '${id}'.`, PARAM);
}

function checkMayGet(destination: Destination, event: WaybillEvent): void {
  if (destination.status === 'disabled') {
    throw new InvalidFieldsError('webhook_endpoint: is disabled. Enable it before sending an event again.', PARAM);
  }
  if (event.destinations.some(({ id }) => id === destination.id)) return;
  const scope = destination.account === event.account ? '@self' : '@accounts';
  if (isAlwaysThin(event.type) || !destination.eventsFrom.includes(scope)) {
    throw new InvalidFieldsError('webhook_endpoint: does not take events of this account or kind.', PARAM);
  }
}
