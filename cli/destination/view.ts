/** How a destination looks. */
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { links } from '../links.ts';
import { printObject } from '../output/results.ts';
import { fields } from '../output/table.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { shownTime } from '../output/times.ts';
import type { Session } from '../session.ts';

/** What is null unless it is asked for. */
export const URL_FIELD = 'webhook_endpoint.url';
export const SECRET = 'webhook_endpoint.signing_secret';

/** Where it sends to. */
export const target = ({ webhook_endpoint, amazon_eventbridge }: EventDestinationObject): string =>
  webhook_endpoint?.url ??
  (amazon_eventbridge
    ? (amazon_eventbridge.event_bus_arn ?? `${amazon_eventbridge.aws_account_id} ${amazon_eventbridge.aws_region}`)
    : '');

export function printDestination({ api, json }: Session, one: EventDestinationObject): void {
  if (json) {
    printObject(one);
    return;
  }
  const { amazon_eventbridge: bus } = one;
  const why = one.status_details ? ` (${one.status_details.disabled.reason})` : '';
  print(
    fields(
      [
        ['destination', one.id],
        ['name', one.name],
        ['description', one.description],
        ['status', one.status + why],
        ['type', one.type],
        ['target', target(one)],
        ['events', one.enabled_events.join(', ')],
        ['events from', one.events_from.join(', ')],
        ['payload', one.event_payload],
        ['API version', one.snapshot_api_version],
        ['mode', one.livemode ? 'live' : 'sandbox'],
        ...Object.entries(one.metadata).map(([name, value]) => [`metadata.${name}`, value] as const),
        ['role', bus?.role_arn],
        ['event source', bus?.aws_event_source_arn],
        ['source status', bus?.aws_event_source_status],
        ['created', shownTime(one.created)],
        ['updated', shownTime(one.updated)],
        ['Workbench', links(api.base).destination(one.id)],
      ],
      paint.dim,
    ),
  );
  const secret = one.webhook_endpoint?.signing_secret;
  if (secret) {
    print(fields([['signing secret', secret]], paint.dim));
    note('Keep the secret: it is not told again.');
  }
  const policies = [
    ['Policy to paste on the bus', bus?.role_arn ? null : bus?.bus_policy],
    ['Trust policy of the role', bus?.role_arn ? bus.role_trust_policy : null],
    ['Permissions of the role', bus?.role_arn ? bus.role_permissions : null],
  ] as const;
  for (const [name, policy] of policies) {
    if (!policy) continue;
    note(paintErr.dim(`${name}:`));
    print(JSON.stringify(policy, null, 2));
  }
}
