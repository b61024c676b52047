/** What listeners answered, in the control table, for 24 hours. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ListenAnswerStore } from '../../../core/listen/ports.ts';
import { LISTEN_KEPT_MS, type ListenAnswer } from '../../../core/listen/session.ts';
import { type ControlTable, pageOfRows } from '../control-rows.ts';
import { fromItem, type Item, toItem } from '../item.ts';

export const ANSWER_PREFIX = 'ans_';
const partition = (sessionId: string): string => `listen_answers#${sessionId}`;

function fromRow(item: Item): ListenAnswer {
  const {
    tenant: _tenant,
    expires_at: _expires,
    ...answer
  } = fromItem<ListenAnswer & { tenant: string; expires_at: number }>(item);
  return answer;
}

export function createListenAnswerStore(table: ControlTable): ListenAnswerStore {
  const { client, controlTable: TableName } = table;
  return {
    async add({ id: sessionId }, answer) {
      const expires_at = Math.floor((answer.at + LISTEN_KEPT_MS) / 1000);
      const Item = toItem({ ...answer, tenant: partition(sessionId), expires_at });
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    list: (sessionId, query) =>
      pageOfRows(table, { tenant: partition(sessionId), prefix: ANSWER_PREFIX }, query, (items) => items.map(fromRow)),
  };
}
