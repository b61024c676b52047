/** Stores rollups in the control table: a partition for each destination, with a row of less than 1 KB for each hour. */
import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { HourlyRollup } from '../../core/metrics/metrics.ts';
import type { MetricsStore } from '../../core/metrics/ports.ts';
import { ROLLUP_RETENTION_SECONDS } from '../../core/metrics/series.ts';
import { fromItem, type Item, toItem } from './item.ts';

export interface MetricsStoreOptions {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

/** The end of an invocation waits for the write. If the function timed out, its messages would be delivered twice. */
const WRITE_TIMEOUT_MS = 2_000;

const PARTITION = 'metrics#';
const hourId = (ms: number): string => new Date(ms).toISOString();

export function createMetricsStore({ client, controlTable }: MetricsStoreOptions): MetricsStore {
  return {
    async add(rollup) {
      const counts = countsOf(rollup);
      const values = Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count]));
      await client.send(
        new UpdateItemCommand({
          TableName: controlTable,
          Key: toItem({ tenant: PARTITION + rollup.destinationId, id: hourId(rollup.hour) }),
          UpdateExpression: `ADD ${counts.map(([name]) => `${name} :${name}`).join(', ')} SET expires_at = :expires_at`,
          ExpressionAttributeValues: toItem({
            ...values,
            ':expires_at': Math.floor(rollup.hour / 1000) + ROLLUP_RETENTION_SECONDS,
          }),
        }),
        { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) },
      );
    },

    async list(destinationId, since, until) {
      const found: HourlyRollup[] = [];
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: controlTable,
            KeyConditionExpression: 'tenant = :tenant AND id BETWEEN :since AND :last',
            ExpressionAttributeValues: toItem({
              ':tenant': PARTITION + destinationId,
              ':since': hourId(since),
              ':last': hourId(until - 1),
            }),
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        found.push(...Items.map(rollupFromItem));
        from = LastEvaluatedKey;
      } while (from);
      return found;
    },
  };
}

/** Returns the counts above zero by short names: an update of a row of more than 1 KB costs twice as much. */
function countsOf({ attempts, delivered, retried, failed, errors, durations }: HourlyRollup): [string, number][] {
  const plain: [string, number][] = [
    ['a', attempts],
    ['d', delivered],
    ['r', retried],
    ['f', failed],
  ];
  return [...plain, ...prefixed('e_', errors), ...prefixed('h', durations)].filter(([, count]) => count > 0);
}

const prefixed = (prefix: string, counts: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(counts).map(([name, count]) => [prefix + name, count]);

function rollupFromItem(item: Item): HourlyRollup {
  const { tenant, id, expires_at: _expires, ...counts } = fromItem<RollupRow>(item);
  const { a = 0, d = 0, r = 0, f = 0 } = counts;
  return {
    destinationId: tenant.slice(PARTITION.length),
    hour: Date.parse(id),
    attempts: a,
    delivered: d,
    retried: r,
    failed: f,
    errors: withPrefix(counts, /^e_(.+)/),
    durations: withPrefix(counts, /^h(\d+)$/),
  };
}

type RollupRow = { tenant: string; id: string; expires_at: number } & { [count: string]: number };

function withPrefix(counts: Readonly<Record<string, number>>, pattern: RegExp): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) => {
      const rest = pattern.exec(name)?.[1];
      return rest === undefined ? [] : [[rest, count]];
    }),
  );
}
