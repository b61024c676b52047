/** Which bus and role an EventBridge destination may have. */

import { InvalidFieldsError, invalidField } from '../../../errors.ts';
import type { DestinationSettings } from '../../destination-base.ts';
import type { Resource, TypeRules } from '../type-rules.ts';
import type { EventBridgeDestination, EventBridgeTarget } from './destination.ts';
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

/** A partner event source. One that was lost is offered again when the destination is enabled. */
const partnerSource: Resource<EventBridgeDestination> = {
  async create(destination, { eventBridgePartnerMode }, { partnerSources }) {
    const { amazonEventbridge: target } = destination;
    if (!eventBridgePartnerMode || target.status !== 'pending') return destination;
    const eventSourceArn = await partnerSources.createPartnerSource(destination);
    return { ...destination, amazonEventbridge: { ...target, eventSourceArn } };
  },
  async delete(destination, { eventBridgePartnerMode }, { partnerSources }) {
    if (eventBridgePartnerMode) await partnerSources.deletePartnerSource(destination);
  },
};

export const eventBridgeRules: TypeRules<EventBridgeDestination, EventBridgeDraft, EventBridgeChanges> = {
  create: (base, draft, settings) => ({
    ...base,
    type: 'amazon_eventbridge',
    amazonEventbridge: newTarget(draft, settings),
  }),
  update: (before, changes, settings) => ({
    ...before,
    amazonEventbridge: changedTarget(before.amazonEventbridge, changes, settings),
  }),
  /** A target that was deleted is not known to work until the next delivery. */
  enable(before) {
    const { amazonEventbridge: target } = before;
    return target.status === 'deleted' ? { ...before, amazonEventbridge: { ...target, status: 'pending' } } : before;
  },
  signingSecret: null,
  resource: partnerSource,
};

function newTarget(
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

/** A new bus or role is not known to work until the next delivery. */
function changedTarget(
  { roleArn: roleBefore, ...target }: EventBridgeTarget,
  { eventBusArn, roleArn }: EventBridgeChanges,
  settings: DestinationSettings,
): EventBridgeTarget {
  const role = roleArn === undefined ? roleBefore : (roleArn ?? undefined);
  const next: EventBridgeTarget = {
    ...target,
    ...(eventBusArn === undefined ? {} : { eventBusArn }),
    ...(role === undefined ? {} : { roleArn: role }),
    status: 'pending',
  };
  return checkedTarget(next, true, settings);
}

function checkedTarget(target: EventBridgeTarget, chosen: boolean, settings: DestinationSettings): EventBridgeTarget {
  const own = target.awsAccountId === settings.awsAccountId;
  // The deliver function has permissions in that account, which no customer may use.
  if (own && !settings.permitOwnAccountBuses) {
    throw invalidField(
      'amazon_eventbridge.aws_account_id',
      `should not be ${settings.awsAccountId}, the account of the platform.`,
    );
  }
  if (settings.eventBridgePartnerMode) {
    if (chosen) {
      const text = 'should have neither event_bus_arn nor role_arn: events come by a partner event source here.';
      throw invalidField('amazon_eventbridge', text);
    }
    return target;
  }
  const { accountId, region, name } = naming(() => parseBusArn(target.eventBusArn));
  if (accountId !== target.awsAccountId) throw invalidField(BUS, `should be a bus of account ${target.awsAccountId}.`);
  if (region !== target.awsRegion) throw invalidField(BUS, `should be a bus in region ${target.awsRegion}.`);
  if (own && name.startsWith(INGEST_BUS_PREFIX)) {
    throw invalidField(BUS, `should not begin with ${INGEST_BUS_PREFIX}: events are published on such a bus.`);
  }
  if (target.roleArn !== undefined) {
    const { roleArn } = target;
    const role = naming(() => parseRoleArn(roleArn));
    if (role.accountId !== target.awsAccountId) {
      throw invalidField('amazon_eventbridge.role_arn', `should be a role of account ${target.awsAccountId}.`);
    }
  }
  return target;
}

/** Puts the field's name before a message that goes on from it. */
function naming<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidFieldsError && error.param) throw invalidField(error.param, `${error.message}.`);
    throw error;
  }
}
