/** `/v1/accounts`: what callers send, and an account as the API shows it. */
import { decodeTime } from 'ulid';
import * as z from 'zod';
import type { Account } from '../core/account.ts';
import { accountId, line, METADATA_LIMITS, metadataKey, metadataValue } from './fields.ts';
import { oneCursor, v1Page } from './lists.ts';

export const accountsPath = '/v1/accounts';

const name = line(255).meta({ examples: ['Corner Shop'] });

/** A form has no null, so empty text takes away as well: a key, or all of it. */
const emptyAs = (nothing: object | null) => (value: unknown) => (value === '' ? nothing : value);
const metadata = z
  .record(
    metadataKey,
    metadataValue.nullable().transform((value) => (value === '' ? null : value)),
  )
  .refine(
    (given) => Object.keys(given).length <= METADATA_LIMITS.keys,
    `should have at most ${METADATA_LIMITS.keys} keys.`,
  )
  .meta({ maxProperties: METADATA_LIMITS.keys });

export const createAccountSchema = z.strictObject({
  name,
  id: accountId.optional().describe('One is made when it is left out.'),
  metadata: z.preprocess(emptyAs({}), metadata).optional().describe('Whatever you want to keep with it.'),
});

export const updateAccountSchema = z.strictObject({
  name: name.optional(),
  metadata: z
    .preprocess(emptyAs(null), metadata.nullable())
    .optional()
    .describe('Merged into what is there. An empty or null value deletes its key; in place of the whole, all of them.'),
});

export const listAccountsSchema = z.strictObject(v1Page).refine(...oneCursor);

export const accountObject = z
  .object({
    id: z.string(),
    object: z.literal('account'),
    name: z.string(),
    metadata: z.record(z.string(), z.string()),
    livemode: z.boolean(),
    created: z.int().describe('Unix seconds.'),
  })
  .meta({ id: 'account' });
export type AccountObject = z.infer<typeof accountObject>;

export const deletedAccountObject = z.object({
  id: z.string(),
  object: z.literal('account'),
  deleted: z.literal(true),
});

export const toAccountObject = ({ account, mode, key, name, metadata }: Account): AccountObject => ({
  id: account,
  object: 'account',
  name,
  metadata: { ...metadata },
  livemode: mode === 'live',
  created: Math.floor(decodeTime(key) / 1000),
});
