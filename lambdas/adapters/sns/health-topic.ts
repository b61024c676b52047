/** The topic that receives the health events of all destinations of a stage. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { HealthTopic } from '../../core/destination/health/announce.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { thinBody } from '../../core/event/event-body.ts';

export interface HealthTopicOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
  /** Name of the stage, in the subject of mails. */
  readonly stage: string;
}

/** Longest subject. Only ASCII is allowed: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 100;

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Subscriptions can filter by the attributes. A FIFO topic drops an event that is published again. */
export function createHealthTopic({ client, topicArn: TopicArn, stage }: HealthTopicOptions): HealthTopic {
  return {
    async notify(event) {
      const { id, type, account, mode, data, relatedObject } = event;
      await client.send(
        new PublishCommand({
          TopicArn,
          Subject: subject(stage, event),
          Message: JSON.stringify({ ...thinBody(event), account, data }, null, 2),
          MessageAttributes: { type: text(type), account: text(account), mode: text(mode) },
          ...(TopicArn.endsWith('.fifo')
            ? { MessageGroupId: relatedObject?.id ?? account, MessageDeduplicationId: id }
            : {}),
        }),
      );
    },
  };
}

const subject = (stage: string, { type, relatedObject }: WaybillEvent): string =>
  `Waybill ${stage}: ${relatedObject?.id} ${WORDS[type.split('.').at(-1) ?? ''] ?? type}`.slice(0, MAX_SUBJECT);

const WORDS: Readonly<Record<string, string>> = {
  failing: 'is failing',
  recovered: 'has recovered',
  disabled: 'was disabled',
};
