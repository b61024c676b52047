/** A destination as the API shows it. */
import * as z from 'zod';
import { type Destination, eventSourceName } from '../../core/destination/destination.ts';
import { roleQuickCreateUrl } from '../../core/destination/types/eventbridge/role-stack.ts';
import {
  busPolicyFor,
  rolePermissionsFor,
  roleTrustPolicyFor,
} from '../../core/destination/types/eventbridge/target.ts';
import type { Includable } from './event-destination.ts';

const time = z.iso.datetime();
/** An IAM policy document; null where nothing has to be allowed. */
const policy = z.record(z.string(), z.unknown()).nullable();

export const eventDestinationObject = z
  .object({
    id: z.string(),
    object: z.literal('v2.core.event_destination'),
    created: time,
    updated: time,
    name: z.string(),
    description: z.string(),
    type: z.enum(['webhook_endpoint', 'amazon_eventbridge']),
    event_payload: z.enum(['snapshot', 'thin']),
    enabled_events: z.array(z.string()),
    events_from: z.array(z.enum(['@self', '@accounts'])),
    livemode: z.boolean(),
    metadata: z.record(z.string(), z.string()),
    snapshot_api_version: z.string().nullable().describe('Null for thin payloads.'),
    status: z.enum(['enabled', 'disabled']),
    status_details: z
      .object({
        disabled: z.object({ reason: z.enum(['user', 'no_aws_event_source_exists', 'gone', 'failing']) }),
      })
      .nullable()
      .describe(
        'Why it is disabled: by a call (`user`), because the event bus is not there, because the endpoint said 410 (`gone`), or because it kept failing.',
      ),
    webhook_endpoint: z
      .object({ url: z.string().nullable(), signing_secret: z.string().nullable() })
      .optional()
      .describe('Each null unless included; the secret is told by create and roll_secret only.'),
    amazon_eventbridge: z
      .object({
        aws_account_id: z.string(),
        aws_region: z.string(),
        aws_event_source_arn: z.string().nullable().describe('Null unless the platform is a partner of EventBridge.'),
        aws_event_source_status: z
          .enum(['active', 'deleted', 'pending', 'unknown'])
          .describe('`pending` until something got through.'),
        event_bus_arn: z.string().nullable(),
        role_arn: z.string().nullable(),
        bus_policy: policy.describe('To paste as policy of the bus, where no role is assumed.'),
        role_trust_policy: policy.describe('To paste as trust policy of the role.'),
        role_permissions: policy.describe('To paste as permissions of the role.'),
        role_quick_create_url: z
          .string()
          .nullable()
          .describe(
            "The AWS console's page that creates this role as a CloudFormation stack, everything filled in; its output `RoleArn` is what to enter here. Null where no role is assumed, or the deployment offers no template in the partition of the bus.",
          ),
      })
      .optional(),
  })
  .meta({ id: 'v2.core.event_destination' });
export type EventDestinationObject = z.infer<typeof eventDestinationObject>;

export const eventDestinationValidation = z.object({
  object: z.literal('v2.core.event_destination_validation'),
  valid: z.boolean().describe('Whether create would take it.'),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      param: z.string().nullable().describe('The field that is wrong: `webhook_endpoint.url`.'),
    })
    .nullable()
    .describe('The error that create would answer; null when it is valid.'),
});

export interface DestinationView {
  readonly include: readonly Includable[];
  /** Only at the moment the secret is made. */
  readonly signingSecret?: string;
  /** What event sources and policies are made of. */
  readonly platformName: string;
  readonly platformAwsAccountId: string;
  readonly roleTemplateUrl: string | null;
  readonly eventBridgePartnerMode: boolean;
}

export function toEventDestinationObject(destination: Destination, view: DestinationView): EventDestinationObject {
  const { webhookEndpoint, disabledReason, status } = destination;
  return {
    id: destination.id,
    object: 'v2.core.event_destination',
    created: new Date(destination.created).toISOString(),
    updated: new Date(destination.updated).toISOString(),
    name: destination.name,
    description: destination.description,
    type: destination.type,
    event_payload: destination.eventPayload,
    enabled_events: [...destination.enabledEvents],
    events_from: [...destination.eventsFrom],
    livemode: destination.mode === 'live',
    metadata: { ...destination.metadata },
    snapshot_api_version: destination.snapshotApiVersion,
    status,
    status_details: status === 'disabled' ? { disabled: { reason: disabledReason ?? 'user' } } : null,
    ...(webhookEndpoint
      ? {
          webhook_endpoint: {
            url: view.include.includes('webhook_endpoint.url') ? webhookEndpoint.url : null,
            signing_secret: view.signingSecret ?? null,
          },
        }
      : {}),
    ...eventBridgePart(destination, view),
  };
}

function eventBridgePart(
  destination: Destination,
  view: DestinationView,
): Pick<EventDestinationObject, 'amazon_eventbridge'> {
  const { amazonEventbridge: target, id: destinationId } = destination;
  if (!target) return {};
  const partner = view.eventBridgePartnerMode;
  const { platformAwsAccountId, roleTemplateUrl: templateUrl } = view;
  const busArn = target.eventBusArn;
  const source = eventSourceName(view.platformName, destination, partner);
  return {
    amazon_eventbridge: {
      aws_account_id: target.awsAccountId,
      aws_region: target.awsRegion,
      aws_event_source_arn: target.eventSourceArn ?? null,
      aws_event_source_status: target.status,
      event_bus_arn: partner ? null : busArn,
      role_arn: target.roleArn ?? null,
      bus_policy: partner ? null : { ...busPolicyFor({ platformAwsAccountId, busArn, source }) },
      role_trust_policy: partner ? null : { ...roleTrustPolicyFor({ platformAwsAccountId, busArn, destinationId }) },
      role_permissions: partner ? null : { ...rolePermissionsFor({ busArn }) },
      role_quick_create_url: partner
        ? null
        : roleQuickCreateUrl({ templateUrl, platformAwsAccountId, busArn, destinationId }),
    },
  };
}
