/** `/v1/api_keys` */

import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  apiKeyObject,
  apiKeysPath,
  createApiKeySchema,
  createdApiKeyObject,
  deletedApiKeyObject,
  listApiKeysSchema,
} from './api-key.ts';

const tag = 'API keys';

export const createApiKey = operation({
  id: 'createApiKey',
  method: 'POST',
  path: apiKeysPath,
  tag,
  summary: 'Create an API key',
  description:
    "Returns the key. It is returned only once, because only its hash is stored. A key of the platform's own account can act for every account.",
  access: 'platform',
  body: createApiKeySchema,
  response: createdApiKeyObject,
});

export const listApiKeys = operation({
  id: 'listApiKeys',
  method: 'GET',
  path: apiKeysPath,
  tag,
  summary: 'List API keys',
  description:
    'Returns the keys for the mode of the calling key, newest first. The initial keys of the platform, which are stored in Secrets Manager, have the name Platform.',
  access: 'platform',
  query: listApiKeysSchema,
  response: v1ListOf(apiKeyObject),
});

export const deleteApiKey = operation({
  id: 'deleteApiKey',
  method: 'DELETE',
  path: `${apiKeysPath}/{id}`,
  tag,
  summary: 'Delete an API key',
  description:
    'The key can still work for 10 seconds. You can repeat a call that failed. A call cannot delete the key that it is made with.',
  access: 'platform',
  response: deletedApiKeyObject,
});
