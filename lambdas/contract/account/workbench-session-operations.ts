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
  summary: 'Create a link to the Workbench',
  description:
    'Creates a short-lived link for one account and mode. Redirect a signed-in customer to it. Anyone who has the link can use it, so return it only to that customer.',
  access: 'platform',
  body: createWorkbenchSessionSchema,
  response: workbenchSessionObject,
});

export const deleteWorkbenchSession = operation({
  id: 'deleteWorkbenchSession',
  method: 'DELETE',
  path: `${workbenchSessionsPath}/{id}`,
  tag,
  summary: 'Revoke a link to the Workbench',
  description: 'The link can still work for 10 seconds.',
  access: 'platform',
  response: deletedWorkbenchSessionObject,
});
