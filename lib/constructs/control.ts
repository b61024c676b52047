/** The function behind everything of the API but publishing. */
import { Aws, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface ControlProps {
  readonly defaults: FunctionDefaults;
  readonly platformName: string;
  readonly partnerMode: boolean;
  /** Of the template of the role that customers make by a link; undefined where there is none. */
  readonly roleTemplateUrl: string | undefined;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  readonly monitoring: Monitoring;
}

export class Control extends Construct {
  readonly api: NodeFunction;

  constructor(scope: Construct, id: string, props: ControlProps) {
    super(scope, id);
    const { storage, monitoring } = props;
    this.api = new NodeFunction(this, 'Api', {
      ...props.defaults,
      folder: 'api',
      description: 'Waybill: event destinations, events and deliveries',
      memorySize: 512,
      timeoutSeconds: 29,
      noDeadLetterQueue: 'Only the HTTP API calls it, and returns the error to the caller.',
    });
    this.api.bindTable(storage.control, 'controlTable', ['get', 'batchGet', 'query', 'put', 'update', 'delete']);
    // A ping writes an event.
    this.api.bindTable(storage.events, 'eventsTable', ['get', 'batchGet', 'query', 'put', 'batchWrite']);
    this.api.bindTable(storage.deliveries, 'deliveriesTable', ['get', 'batchGet', 'query', 'put'], ['unsettled']);
    props.deliveriesQueue.bindTo(this.api, { fast: 'send', slow: 'send' });
    this.api.bindDataKeys(storage.key, 'secretsKeyId', 'seal');
    this.api.setting('roleTemplateUrl', props.roleTemplateUrl ?? 'none');
    if (props.partnerMode) allowPartnerSources(this.api, props.platformName);
    monitoring.watchFunction('Api', this.api, {
      severity: 'ticket',
      errors: 3,
      meaning: 'The API returns 5xx errors. Publishing and deliveries continue.',
    });
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
function allowPartnerSources(api: NodeFunction, platformName: string): void {
  const path = `events:*::event-source/aws.partner/${platformName}/*`;
  api.allow(
    ['events:CreatePartnerEventSource', 'events:DeletePartnerEventSource', 'events:DescribePartnerEventSource'],
    [`arn:${Aws.PARTITION}:${path}`],
  );
  Validations.of(api.role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${path}]`,
    reason: 'One partner event source for each destination, named by its id, in the region that the customer chooses.',
  });
}
