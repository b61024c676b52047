/** Reads listen sessions of the sandbox from the tables of a platform on this machine, for states that the API doesn't show. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createListenSessionStore } from '../../lambdas/adapters/dynamodb/listen/listen-session-store.ts';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import type { Platform } from '../../local/platform.ts';
import { REGION } from '../../local/template.ts';
import { until } from './receiver.ts';

export async function storedSessions({ endpoints }: Platform) {
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: REGION, credentials: CREDENTIALS });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const controlTable = TableNames.find((name) => /control/i.test(name)) ?? '';
  const { get } = createListenSessionStore({ client, controlTable, now: Date.now });
  type Session = { readonly id: string };
  const stored = (account: string, { id }: Session) => get({ account, mode: 'sandbox', id });
  return {
    /** Waits until live events come from the queue instead of the table. */
    caughtUp: (account: string, session: Session) =>
      until('the session has caught up', async () => {
        const { connectionId, catchingUp } = (await stored(account, session)) ?? {};
        return connectionId !== undefined && !catchingUp;
      }),
    /** Waits until a replay omits the acknowledged events. */
    acknowledged: (account: string, session: Session) =>
      until('an acknowledgement is stored', async () => (await stored(account, session))?.eventCursor),
    stop: () => client.destroy(),
  };
}
