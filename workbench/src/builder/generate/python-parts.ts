/** What the handlers in Python share. */
import type { BuilderChoice } from './framework.ts';
import { forEachType } from './literal.ts';

/** The settings, read when the module is loaded: a missing one stops the start. */
export const pythonSettings = (payload: BuilderChoice['payload']): string =>
  payload === 'thin'
    ? `WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]  # the signing secret of the destination, whsec_…

client = stripe.StripeClient(
    os.environ["API_KEY"],  # a key that may read events, sk_… or rk_…
    base_addresses={"api": os.environ["API_BASE_URL"]},
)`
    : 'WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]  # the signing secret of the destination, whsec_…';

/** The expression that checks \`payload\` and parses it. */
export const pythonCheck = (payload: BuilderChoice['payload']): string =>
  payload === 'thin' ? 'client.parse_event_notification' : 'stripe.Webhook.construct_event';

/** \`handle\`, the function that acts on an event. */
export function pythonHandle({ eventTypes, payload }: Pick<BuilderChoice, 'eventTypes' | 'payload'>): string {
  const thin = payload === 'thin';
  const what = thin ? 'event.data has what happened' : 'event.data.object is the object as it was then';
  const cases = forEachType('python', eventTypes, (type) => [
    `        case ${type}:`,
    `            # Act on it here; ${what}.`,
    '            pass',
  ]);
  return `def handle(${thin ? 'notification: EventNotification' : 'event: stripe.Event'}) -> None:
    """Has to end within seconds, or the attempt counts as failed: put longer work into a queue."""
${
  thin
    ? `    # A thin event says only what happened to which object; its data is fetched.
    event = notification.fetch_event()
`
    : ''
}    log.info("received %s %s", event.id, event.type)
    # Deliveries are at least once: insert event.id into a table with a unique key, in the
    # transaction of your own changes, and return here when it is there already.
    match event.type:
${cases}        case _:
            log.warning("no handler for events of type %r", event.type)`;
}
