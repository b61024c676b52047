/** Code that the handlers in Python share. */
import type { BuilderChoice } from './framework.ts';
import { forEachType } from './literal.ts';

/** Returns statements that read the settings when the module is loaded, so that a missing setting stops the start. */
export const pythonSettings = (payload: BuilderChoice['payload']): string =>
  payload === 'thin'
    ? `WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]  # the signing secret of the destination, whsec_…

client = stripe.StripeClient(
    os.environ["API_KEY"],  # a key with permission to read events, sk_… or rk_…
    base_addresses={"api": os.environ["API_BASE_URL"]},
)`
    : 'WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]  # the signing secret of the destination, whsec_…';

/** Returns the function that verifies and parses `payload`. */
export const pythonCheck = (payload: BuilderChoice['payload']): string =>
  payload === 'thin' ? 'client.parse_event_notification' : 'stripe.Webhook.construct_event';

/** Returns `handle`, the function that handles an event. */
export function pythonHandle({ eventTypes, payload }: Pick<BuilderChoice, 'eventTypes' | 'payload'>): string {
  const thin = payload === 'thin';
  const what = thin ? 'event.data describes what happened' : 'event.data.object is the object at the time of the event';
  const cases = forEachType('python', eventTypes, (type) => [
    `        case ${type}:`,
    `            # Handle it here: ${what}.`,
    '            pass',
  ]);
  return `def handle(${thin ? 'notification: EventNotification' : 'event: stripe.Event'}) -> None:
    """Must return within seconds, or the attempt fails. Put longer work into a queue."""
${
  thin
    ? `    # A thin event contains only ids, so the handler fetches its data.
    event = notification.fetch_event()
`
    : ''
}    log.info("received %s %s", event.id, event.type)
    # Deliveries are at least once: insert event.id into a table with a unique key, in the
    # transaction of your own changes, and return here if it is already there.
    match event.type:
${cases}        case _:
            log.warning("no handler for events of type %r", event.type)`;
}
