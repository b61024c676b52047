/** Which bus and role an EventBridge destination may have. */

import { InvalidFieldsError } from '../../../errors.ts';
import type { Destination, EventBridgeTarget } from '../../destination.ts';
import { type DestinationSettings, invalid } from '../../settings.ts';
import { defaultBusArn, INGEST_BUS_PREFIX, parseBusArn, parseRoleArn } from './target.ts';

export interface EventBridgeDraft {
  readonly awsAccountId: string;
  readonly awsRegion: string;
  /** The account's default bus when left out. */
  readonly eventBusArn?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** What is left out stays; a null role is removed. */
export interface EventBridgeChanges {
  readonly eventBusArn?: string | undefined;
  readonly roleArn?: string | null | undefined;
}

const BUS = 'amazon_eventbridge.event_bus_arn';

/** @throws InvalidFieldsError naming the field */
export function newTarget(
  { awsAccountId, awsRegion, eventBusArn, roleArn }: EventBridgeDraft,
  settings: DestinationSettings,
): EventBridgeTarget {
  return checkedTarget(
    {
      awsAccountId,
      awsRegion,
      eventBusArn: eventBusArn ?? defaultBusArn(awsRegion, awsAccountId),
      ...(roleArn === undefined ? {} : { roleArn }),
      status: 'pending',
    },
    eventBusArn !== undefined || roleArn !== undefined,
    settings,
  );
}

/** The part of a destination that its new bus or role changes; it has to prove itself anew then. */
export function changedTarget(before: Destination, changes: EventBridgeChanges, settings: DestinationSettings) {
  const { eventBusArn, roleArn } = changes;
  if (eventBusArn === undefined && roleArn === undefined) return {};
  if (!before.amazonEventbridge) throw invalid('amazon_eventbridge', 'is not part of a destination of this type.');
  const { roleArn: roleBefore, ...target } = before.amazonEventbridge;
  const role = roleArn === undefined ? roleBefore : (roleArn ?? undefined);
  const next: EventBridgeTarget = {
    ...target,
    ...(eventBusArn === undefined ? {} : { eventBusArn }),
    ...(role === undefined ? {} : { roleArn: role }),
    status: 'pending',
  };
  return { amazonEventbridge: checkedTarget(next, true, settings) };
}

function checkedTarget(target: EventBridgeTarget, chosen: boolean, settings: DestinationSettings): EventBridgeTarget {
  const own = target.awsAccountId === settings.awsAccountId;
  // The deliver function has permissions in that account, which no customer may use.
  if (own && !settings.permitOwnAccountBuses) {
    throw invalid(
      'amazon_eventbridge.aws_account_id',
      `should not be ${settings.awsAccountId}, the account of the platform.`,
    );
  }
  if (settings.eventBridgePartnerMode) {
    if (chosen) {
      const text = 'should have neither event_bus_arn nor role_arn: events come by a partner event source here.';
      throw invalid('amazon_eventbridge', text);
    }
    return target;
  }
  const { accountId, region, name } = naming(() => parseBusArn(target.eventBusArn));
  if (accountId !== target.awsAccountId) throw invalid(BUS, `should be a bus of account ${target.awsAccountId}.`);
  if (region !== target.awsRegion) throw invalid(BUS, `should be a bus in region ${target.awsRegion}.`);
  if (own && name.startsWith(INGEST_BUS_PREFIX)) {
    throw invalid(BUS, `should not begin with ${INGEST_BUS_PREFIX}: events are published on such a bus.`);
  }
  if (target.roleArn !== undefined) {
    const { roleArn } = target;
    const role = naming(() => parseRoleArn(roleArn));
    if (role.accountId !== target.awsAccountId) {
      throw invalid('amazon_eventbridge.role_arn', `should be a role of account ${target.awsAccountId}.`);
    }
  }
  return target;
}

/** Puts the field's name before a message that goes on from it. */
function naming<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidFieldsError && error.param) throw invalid(error.param, `${error.message}.`);
    throw error;
  }
}
