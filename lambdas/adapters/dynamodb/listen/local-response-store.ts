/** Stores the local responses of listeners in the control table for 24 hours. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LocalResponseStore } from '../../../core/listen/ports.ts';
import { LISTEN_RETENTION_MS, type LocalResponse } from '../../../core/listen/session.ts';
import { type ControlTable, pageOfRows } from '../control-rows.ts';
import { fromItem, type Item, toItem } from '../item.ts';

export const LOCAL_RESPONSE_PREFIX = 'ans_';
const partition = (sessionId: string): string => `listen_answers#${sessionId}`;

function fromRow(item: Item): LocalResponse {
  const {
    tenant: _tenant,
    expires_at: _expires,
    ...response
  } = fromItem<LocalResponse & { tenant: string; expires_at: number }>(item);
  return response;
}

export function createLocalResponseStore(table: ControlTable): LocalResponseStore {
  const { client, controlTable: TableName } = table;
  return {
    async add({ id: sessionId }, response) {
      const expires_at = Math.floor((response.at + LISTEN_RETENTION_MS) / 1000);
      const Item = toItem({ ...response, tenant: partition(sessionId), expires_at });
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    list: (sessionId, query) =>
      pageOfRows(table, { tenant: partition(sessionId), prefix: LOCAL_RESPONSE_PREFIX }, query, (items) =>
        items.map(fromRow),
      ),
  };
}
