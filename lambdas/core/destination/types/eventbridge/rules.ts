/** Validates the bus and the role of EventBridge destinations. */

import { InvalidFieldsError, invalidField } from '../../../errors.ts';
import type { DestinationSettings } from '../../destination-base.ts';
import type { Resource, TypeRules } from '../type-rules.ts';
import type { EventBridgeDestination, EventBridgeTarget } from './destination.ts';
import { defaultBusArn, INGEST_BUS_PREFIX, parseBusArn, parseRoleArn } from './target.ts';

export interface EventBridgeDraft {
  readonly awsAccountId: string;
  readonly awsRegion: string;
  /** The default bus of the AWS account when omitted. */
  readonly eventBusArn?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** Omitted fields keep their value. Null removes the role. */
export interface EventBridgeChanges {
  readonly eventBusArn?: string | undefined;
  readonly roleArn?: string | null | undefined;
}

const BUS = 'amazon_eventbridge.event_bus_arn';

/** The partner event source of a destination. Enabling the destination creates a deleted one again. */
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
  /** The status of a deleted target is unknown until the next delivery. */
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

/** Returns the changed target. Its status is `pending` until the next delivery. */
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
  // The deliver function has permissions in that account, which customers must not be able to use.
  if (own && !settings.permitOwnAccountBuses) {
    throw invalidField(
      'amazon_eventbridge.aws_account_id',
      `should not be ${settings.awsAccountId}, the account of the platform.`,
    );
  }
  if (settings.eventBridgePartnerMode) {
    if (chosen) {
      const text = 'should have neither event_bus_arn nor role_arn, because this platform uses partner event sources.';
      throw invalidField('amazon_eventbridge', text);
    }
    return target;
  }
  const { accountId, region, name } = naming(() => parseBusArn(target.eventBusArn));
  if (accountId !== target.awsAccountId) throw invalidField(BUS, `should be a bus of account ${target.awsAccountId}.`);
  if (region !== target.awsRegion) throw invalidField(BUS, `should be a bus in region ${target.awsRegion}.`);
  if (own && name.startsWith(INGEST_BUS_PREFIX)) {
    throw invalidField(
      BUS,
      `should be a bus whose name does not start with ${INGEST_BUS_PREFIX}, the prefix of ingest buses.`,
    );
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

/** Adds the name of the field to the messages of `check`. */
function naming<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidFieldsError && error.param) throw invalidField(error.param, `${error.message}.`);
    throw error;
  }
}
