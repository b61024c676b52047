/** Prints a destination. */
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { documents, signingSecret, target, typeRows } from '../destination-types/by-type.ts';
import { links } from '../links.ts';
import { printObject } from '../output/results.ts';
import { fields } from '../output/table.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { shownTime } from '../output/times.ts';
import type { Session } from '../session.ts';
import { healthText } from './health-text.ts';
import { limitsText } from './limits.ts';

export function printDestination({ api, json }: Session, one: EventDestinationObject): void {
  if (json) {
    printObject(one);
    return;
  }
  const reason = one.status_details ? ` (${one.status_details.disabled.reason})` : '';
  print(
    fields(
      [
        ['destination', one.id],
        ['name', one.name],
        ['description', one.description],
        ['status', one.status + reason],
        ['health', healthText(one.health)],
        ['missed since', one.missed_since && shownTime(one.missed_since)],
        ['type', one.type],
        ['target', target(one)],
        ['events', one.enabled_events.join(', ')],
        ['events from', one.events_from.join(', ')],
        ['payload', one.event_payload],
        ['API version', one.snapshot_api_version],
        ['limits', limitsText(one)],
        ['mode', one.livemode ? 'live' : 'sandbox'],
        ...Object.entries(one.metadata).map(([name, value]) => [`metadata.${name}`, value] as const),
        ...typeRows(one),
        ['created', shownTime(one.created)],
        ['updated', shownTime(one.updated)],
        ['Workbench', links(api.base).destination(one.id)],
      ],
      paint.dim,
    ),
  );
  const secret = signingSecret(one);
  if (secret) {
    print(fields([['signing secret', secret]], paint.dim));
    note('Copy the secret now: it is shown only once.');
  }
  for (const { title, document } of documents(one)) {
    note(paintErr.dim(`${title}:`));
    print(JSON.stringify(document, null, 2));
  }
}
