/** `/v1/workbench_sessions` */
import * as operations from '../../contract/account/workbench-session-operations.ts';
import { ISSUED } from '../../core/account/api-key.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { deleteIssuedKey } from './issued-keys.ts';
import { createWorkbenchSession } from './workbench-sessions.ts';

const object = 'workbench_session' as const;

export const workbenchSessionRoutes = (context: ApiContext): Route[] => [
  implement(operations.createWorkbenchSession, async (request) => {
    const { url, session } = await createWorkbenchSession(context, request);
    const { id, account, mode, expiresAt, created } = session;
    return {
      body: {
        id,
        object,
        account,
        livemode: mode === 'live',
        read_only: request.body.read_only ?? false,
        url,
        expires_at: expiresAt / 1000,
        created: Math.floor(created / 1000),
      },
      confidential: true,
    };
  }),
  implement(operations.deleteWorkbenchSession, async ({ auth, params: { id = '' } }) => {
    await deleteIssuedKey(context, auth, id, { prefix: ISSUED.workbenchSession, noun: 'Workbench session' });
    return { body: { id, object, deleted: true as const } };
  }),
];
