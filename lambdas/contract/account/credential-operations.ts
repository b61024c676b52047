/** `/v1/credential` */

import { operation } from '../operation.ts';
import { credentialObject, credentialPath } from './credential.ts';

export const getCredential = operation({
  id: 'getCredential',
  method: 'GET',
  path: credentialPath,
  tag: 'API keys',
  summary: 'Retrieve the calling key',
  description:
    'Returns the account, mode and permissions of the API key or session token that makes the call. The key itself is not returned.',
  access: 'any',
  response: credentialObject,
});
