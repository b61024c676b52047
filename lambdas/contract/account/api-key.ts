/** `/v1/api_keys`: the requests, and the API key object. */
import * as z from 'zod';
import { ISSUED, type IssuedKey } from '../../core/account/api-key.ts';
import { accountId, flag, line, queryList } from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';
import { SCOPES } from '../operation.ts';

export const apiKeysPath = '/v1/api_keys';

const scopes = queryList(z.enum(SCOPES), SCOPES.length).refine(
  ({ length }) => length > 0,
  'should have at least one scope. Omit it to create an unrestricted key.',
);

export const createApiKeySchema = z.strictObject({
  account: accountId
    .optional()
    .describe('The account that the key belongs to. Defaults to the account that the call acts for.'),
  name: line(255).meta({ examples: ['Till 3'] }),
  livemode: flag
    .optional()
    .describe('Defaults to the mode of the calling key. A sandbox key cannot create a live key.'),
  scopes: scopes.optional().describe('Creates a restricted key, `rk_…`, with only these permissions.'),
});

/** DynamoDB rejects a start key that cannot be in the list. */
const cursor = (given: z.ZodOptional<z.ZodString>) =>
  given.refine(
    (id) => id === undefined || id.startsWith(ISSUED.apiKey),
    `should be the id of an API key, ${ISSUED.apiKey}….`,
  );

export const listApiKeysSchema = z
  .strictObject({
    ...v1Page,
    starting_after: cursor(v1Page.starting_after),
    ending_before: cursor(v1Page.ending_before),
    account: accountId.optional().describe('Return only keys of this account.'),
  })
  .refine(...oneCursor);

const shown = {
  id: z.string(),
  object: z.literal('api_key'),
  account: z.string(),
  name: z.string(),
  last4: z.string().describe('The last four characters of the key.'),
  livemode: z.boolean(),
  scopes: z.array(z.enum(SCOPES)).nullable().describe('Null for an unrestricted key.'),
  created: z.int().describe('Unix seconds.'),
};

export const apiKeyObject = z.object(shown).meta({ id: 'api_key' });
export type ApiKeyObject = z.infer<typeof apiKeyObject>;

export const createdApiKeyObject = z.object({ ...shown, key: z.string().describe('The key. Returned only once.') });

export const deletedApiKeyObject = z.object({
  id: z.string(),
  object: z.literal('api_key'),
  deleted: z.literal(true),
});

export const toApiKeyObject = ({ id, account, name, last4, mode, scopes, created }: IssuedKey): ApiKeyObject => ({
  id,
  object: 'api_key',
  account,
  name,
  last4,
  livemode: mode === 'live',
  scopes: scopes ? [...scopes] : null,
  created: Math.floor(created / 1000),
});
