/** `/v1/workbench_sessions` */
import { operation } from '../operation.ts';
import {
  createWorkbenchSessionSchema,
  deletedWorkbenchSessionObject,
  workbenchSessionObject,
  workbenchSessionsPath,
} from './workbench-session.ts';

const tag = 'Workbench sessions';

export const createWorkbenchSession = operation({
  id: 'createWorkbenchSession',
  method: 'POST',
  path: workbenchSessionsPath,
  tag,
  summary: 'Create a link into the Workbench',
  description:
    'A short-lived link for one account and mode, to send a signed-in customer to. Whoever has it can use it, so answer it to nobody else.',
  access: 'platform',
  body: createWorkbenchSessionSchema,
  response: workbenchSessionObject,
});

export const deleteWorkbenchSession = operation({
  id: 'deleteWorkbenchSession',
  method: 'DELETE',
  path: `${workbenchSessionsPath}/{id}`,
  tag,
  summary: 'Revoke a link into the Workbench',
  description: 'It may work for 10 more seconds.',
  access: 'platform',
  response: deletedWorkbenchSessionObject,
});
