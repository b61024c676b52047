/** `waybill destinations create` and `update`: flags as the API's fields. */
import { Command } from 'commander';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { DESTINATIONS, destinationPath } from '../api/paths.ts';
import { UsageError } from '../errors.ts';
import { given, list, pair, several } from '../options.ts';
import { openSession } from '../session.ts';
import { printDestination, SECRET, URL_FIELD } from './view.ts';

interface WriteFlags {
  name?: string;
  description?: string;
  url?: string;
  awsAccount?: string;
  awsRegion?: string;
  busArn?: string;
  roleArn?: string;
  events?: string[];
  eventsFrom?: string[];
  thin?: boolean;
  apiVersion?: string;
  metadata?: string[];
}

export const createDestinationCommand = (): Command =>
  new Command('create')
    .description('make a destination: a webhook endpoint (--url) or an Amazon EventBridge bus (--aws-account)')
    .option('--url <url>', 'webhook endpoint that events are posted to')
    .option('--aws-account <id>', 'AWS account of the bus, 12 digits')
    .option('--aws-region <region>', 'AWS region of the bus')
    .option('--bus-arn <arn>', 'the bus; the default bus when left out')
    .option('--role-arn <arn>', 'role to assume')
    .option('-e, --events <types>', 'types, exact or like invoice.*; commas, or several times (*)', list)
    .option('--name <name>', 'the host of the url when left out')
    .option('--description <text>')
    .option('--events-from <scopes>', '@self, @accounts (events of other accounts, for the platform)', list)
    .option('--thin', 'events without their data, to be fetched')
    .option('--api-version <version>', 'version that events are sent in')
    .option('--metadata <name=value>', 'kept with it; several times', several)
    .addHelpText(
      'after',
      `
Examples:
  $ waybill destinations create --url https://example.com/hook --events invoice.*,customer.created
  $ waybill destinations create --aws-account 123456789012 --aws-region eu-west-1 --events order.* --name Orders

The signing secret of a webhook endpoint is printed, this once.`,
    )
    .action(async (flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const made = await session.api.post<EventDestinationObject>(DESTINATIONS, creation(flags));
      printDestination(session, made);
    });

/** The body of create. @throws UsageError where flags do not go together */
export function creation(flags: WriteFlags): object {
  const { url, awsAccount, awsRegion, busArn, roleArn, thin, apiVersion } = flags;
  if ((url === undefined) === (awsAccount === undefined)) {
    throw new UsageError(
      'A destination has one target: --url for a webhook endpoint, or --aws-account for an event bus.',
      {
        next: 'waybill destinations create --url https://example.com/hook --events "*"',
      },
    );
  }
  if (awsAccount !== undefined && awsRegion === undefined) {
    throw new UsageError('An event bus is in a region.', { next: 'Add --aws-region, such as eu-west-1.' });
  }
  if (url !== undefined && !URL.canParse(url)) {
    throw new UsageError(`"${url}" is not a URL.`, { next: 'Write it with its scheme: https://example.com/hook' });
  }
  if (url !== undefined && (awsRegion ?? busArn ?? roleArn) !== undefined) {
    throw new UsageError('--aws-region, --bus-arn and --role-arn are for event buses.', {
      next: 'Leave out --url, or those.',
    });
  }
  if (thin && apiVersion !== undefined) {
    throw new UsageError('Thin events have no data, so there is no version of it.', {
      next: 'Leave out --thin or --api-version.',
    });
  }
  return {
    ...given({
      name: flags.name ?? (url ? new URL(url).host : `EventBridge ${awsRegion}`),
      description: flags.description,
      events_from: flags.eventsFrom,
      snapshot_api_version: apiVersion,
      metadata: metadataOf(flags.metadata),
    }),
    type: url === undefined ? 'amazon_eventbridge' : 'webhook_endpoint',
    event_payload: thin ? 'thin' : 'snapshot',
    enabled_events: flags.events ?? ['*'],
    ...(url === undefined
      ? {
          amazon_eventbridge: given({
            aws_account_id: awsAccount,
            aws_region: awsRegion,
            event_bus_arn: busArn,
            role_arn: roleArn,
          }),
        }
      : { webhook_endpoint: { url }, include: [SECRET, URL_FIELD] }),
  };
}

const metadataOf = (texts: readonly string[] | undefined): Record<string, string> | undefined =>
  texts && Object.fromEntries(texts.map((text) => pair('--metadata', text)));

export const updateDestinationCommand = (): Command =>
  new Command('update')
    .argument('<destination>')
    .description('change a destination; what is left out stays')
    .option('--url <url>', 'webhook endpoint that events are posted to')
    .option('--bus-arn <arn>', 'the bus')
    .option('--role-arn <arn>', 'role to assume; none when empty')
    .option('-e, --events <types>', 'types, exact or like invoice.*, instead of those before', list)
    .option('--name <name>')
    .option('--description <text>')
    .option('--metadata <name=value>', 'merged; an empty value deletes the key; several times', several)
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations update ed_test_01K… --events invoice.paid,invoice.voided\n  $ waybill destinations update ed_test_01K… --url https://example.com/new --metadata team=billing',
    )
    .action(async (id: string, flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const changed = await session.api.post<EventDestinationObject>(destinationPath(id), change(flags));
      printDestination(session, changed);
    });

/** The body of update. @throws UsageError when nothing is changed */
export function change(flags: WriteFlags): object {
  const { busArn, roleArn, url } = flags;
  const metadata = metadataOf(flags.metadata);
  const bus = given({ event_bus_arn: busArn, role_arn: roleArn === '' ? null : roleArn });
  const body = given({
    name: flags.name,
    description: flags.description,
    enabled_events: flags.events,
    metadata: metadata && Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value || null])),
    webhook_endpoint: url === undefined ? undefined : { url },
    amazon_eventbridge: Object.keys(bus).length > 0 ? bus : undefined,
  });
  if (Object.keys(body).length === 0) {
    throw new UsageError('Nothing to change.', { next: 'waybill destinations update --help tells what can be.' });
  }
  return { ...body, include: [URL_FIELD] };
}
