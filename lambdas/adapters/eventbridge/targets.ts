/**
 * Who Waybill is towards a customer's AWS account: credentials of a role there, or the owner of a partner event source
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html).
 */
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  DescribePartnerEventSourceCommand,
  type EventBridgeClient,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { type Destination, type EventBridgeTarget, eventSourceName } from '../../core/destination/destination.ts';
import { eventBridge } from '../aws-clients.ts';

export interface PartnerSourcesOptions {
  readonly platformName: string;
  /** The client of a region; the platform's own credentials own partner sources. */
  readonly client?: (region: string) => EventBridgeClient;
}

export interface PartnerSources {
  /**
   * Offers the customer's AWS account an event source named for the destination; one that exists is taken as it is.
   * @returns its ARN
   */
  createPartnerSource(destination: Destination): Promise<string>;
  /** Takes it back; that it is gone already is fine. */
  deletePartnerSource(destination: Destination): Promise<void>;
}

/** Partner event sources; only for a platform that is an EventBridge partner. */
export function createPartnerSources(options: PartnerSourcesOptions): PartnerSources {
  const { platformName, client = (region: string) => eventBridge({ region }) } = options;
  const sourceOf = (destination: Destination) => {
    const { awsRegion, awsAccountId } = targetOf(destination);
    const source = { Name: eventSourceName(platformName, destination, true), Account: awsAccountId };
    return { source, events: client(awsRegion) };
  };
  return {
    async createPartnerSource(destination) {
      const { source, events } = sourceOf(destination);
      const arn = await events.send(new CreatePartnerEventSourceCommand(source)).then(
        ({ EventSourceArn }) => EventSourceArn,
        async (error) => {
          if (!(error instanceof ResourceAlreadyExistsException)) throw error;
          const existing = await events.send(new DescribePartnerEventSourceCommand({ Name: source.Name }));
          return existing.Arn;
        },
      );
      if (!arn) throw new Error(`EventBridge gave no ARN for the event source ${source.Name}`);
      return arn;
    },
    async deletePartnerSource(destination) {
      const { source, events } = sourceOf(destination);
      await events.send(new DeletePartnerEventSourceCommand(source)).catch((error) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
    },
  };
}

/** The EventBridge side of a destination of that type. */
export function targetOf({ id, amazonEventbridge }: Destination): EventBridgeTarget {
  if (!amazonEventbridge) throw new Error(`destination ${id} has no EventBridge target`);
  return amazonEventbridge;
}
