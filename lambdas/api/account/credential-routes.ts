/** `/v1/credential` */
import * as operations from '../../contract/account/credential-operations.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { credentialObject } from './credential.ts';

export const credentialRoutes = (context: ApiContext): Route[] => [
  implement(operations.getCredential, async ({ auth }) => ({ body: await credentialObject(context, auth) })),
];
