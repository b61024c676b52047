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
    'What the key or session token is that the call is made with, and what it may do. The key itself is not in it.',
  access: 'any',
  response: credentialObject,
});
