/** `/v1/api_keys` */
import { apiKeysPath, toApiKeyObject } from '../../contract/account/api-key.ts';
import * as operations from '../../contract/account/api-key-operations.ts';
import { v1List } from '../../contract/lists.ts';
import { ISSUED } from '../../core/account/api-key.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { createApiKey, listApiKeys } from './api-keys.ts';
import { deleteIssuedKey } from './issued-keys.ts';

export const apiKeyRoutes = (context: ApiContext): Route[] => [
  implement(operations.createApiKey, async ({ auth, body, seed }) => {
    const { key, issued } = await createApiKey(context, auth, body, seed);
    return { body: { ...toApiKeyObject(issued), key }, confidential: true };
  }),
  implement(operations.listApiKeys, async ({ auth, query }) => {
    const { items, hasMore } = await listApiKeys(context, auth, query);
    return { body: v1List(apiKeysPath, items.map(toApiKeyObject), hasMore) };
  }),
  implement(operations.deleteApiKey, async ({ auth, params: { id = '' } }) => {
    await deleteIssuedKey(context, auth, id, { prefix: ISSUED.apiKey, noun: 'API key' });
    return { body: { id, object: 'api_key' as const, deleted: true as const } };
  }),
];
