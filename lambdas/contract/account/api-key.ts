/** `/v1/api_keys`: what callers send, and a key as the API shows it. */
import * as z from 'zod';
import { ISSUED, type IssuedKey } from '../../core/account/api-key.ts';
import { accountId, flag, line, queryList } from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';
import { SCOPES } from '../operation.ts';

export const apiKeysPath = '/v1/api_keys';

const scopes = queryList(z.enum(SCOPES), SCOPES.length).refine(
  ({ length }) => length > 0,
  'should name one scope at least; leave it out for a key without limits.',
);

export const createApiKeySchema = z.strictObject({
  account: accountId.optional().describe('Whose key it is; the account that the call acts for when left out.'),
  name: line(255).meta({ examples: ['Till 3'] }),
  livemode: flag.optional().describe('The mode of the calling key when left out. A sandbox key makes no live key.'),
  scopes: scopes.optional().describe('Makes a restricted key, `rk_…`, which may do this and no more.'),
});

/** DynamoDB refuses to start at an id that could not be in the list. */
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
    account: accountId.optional().describe('Only keys of this account.'),
  })
  .refine(...oneCursor);

const shown = {
  id: z.string(),
  object: z.literal('api_key'),
  account: z.string(),
  name: z.string(),
  last4: z.string().describe('The last four characters, to tell keys apart.'),
  livemode: z.boolean(),
  scopes: z.array(z.enum(SCOPES)).nullable().describe('Null: all that its account may do.'),
  created: z.int().describe('Unix seconds.'),
};

export const apiKeyObject = z.object(shown).meta({ id: 'api_key' });
export type ApiKeyObject = z.infer<typeof apiKeyObject>;

export const createdApiKeyObject = z.object({ ...shown, key: z.string().describe('The key itself, this once.') });

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
