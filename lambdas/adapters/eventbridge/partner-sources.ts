/** Creates and deletes partner event sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html */
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  DescribePartnerEventSourceCommand,
  type EventBridgeClient,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { type EventBridgeDestination, eventSourceName } from '../../core/destination/types/eventbridge/destination.ts';
import type { PartnerSources } from '../../core/destination/types/eventbridge/ports.ts';
import { eventBridge } from '../aws-clients.ts';

export interface PartnerSourcesOptions {
  readonly platformName: string;
  /** Returns the client of a region. It has the credentials of the platform, which own partner event sources. */
  readonly client?: (region: string) => EventBridgeClient;
}

/** Creates the adapter for a platform that is an EventBridge partner. */
export function createPartnerSources(options: PartnerSourcesOptions): PartnerSources {
  const { platformName, client = (region: string) => eventBridge({ region }) } = options;
  const sourceOf = (destination: EventBridgeDestination) => {
    const { awsRegion, awsAccountId } = destination.amazonEventbridge;
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
      if (!arn) throw new Error(`The response of EventBridge has no ARN for the event source ${source.Name}.`);
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
