/** Stores token buckets in the control table. Each is a row in its own partition and expires after its last use. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Charge, latestPaid, paidUntil, type SharedBuckets } from '../../../core/account/rate-limit.ts';
import { fromItem, isConditionFailure, toItem } from '../item.ts';

/** Time after its last update after which a row expires, seconds. */
const RETENTION_SECONDS = 3600;

export function createRateLimitStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): SharedBuckets {
  const { client, controlTable: TableName } = options;

  /** Updates a bucket. @returns its new time; undefined when the condition does not hold */
  async function update(bucket: string, now: number, set: string, condition: string, values: object) {
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem({ tenant: `rate_limit#${bucket}`, id: 'rate_limit' }),
          UpdateExpression: `SET paid_until = ${set}, expires_at = :expires`,
          ConditionExpression: condition,
          ExpressionAttributeValues: toItem({ ...values, ':expires': Math.ceil(now / 1000) + RETENTION_SECONDS }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return fromItem<{ paid_until: number }>(Attributes).paid_until;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  }

  return {
    async charge(bucket: string, charge: Charge) {
      const { calls, since, limit, now } = charge;
      const latest = latestPaid(now, limit);
      // A bucket whose calls are all paid for restarts with these calls. That takes one request.
      const begun = await update(bucket, now, ':begun', 'attribute_not_exists(id) OR paid_until < :since', {
        ':begun': paidUntil(0, { calls, since, limit }),
        ':since': since,
      });
      if (begun !== undefined) return begun;
      const added = await update(bucket, now, 'paid_until + :cost', 'paid_until BETWEEN :since AND :latest', {
        ':cost': paidUntil(0, { calls, since: 0, limit }),
        ':since': since,
        ':latest': latest,
      });
      // Neither condition holds: the bucket has reached the latest time.
      return added ?? latest;
    },
  };
}
