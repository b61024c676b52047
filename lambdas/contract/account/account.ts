/** `/v1/accounts`: what callers send, and an account as the API shows it. */
import { decodeTime } from 'ulid';
import * as z from 'zod';
import type { Account } from '../../core/account/account.ts';
import { MAX_RATE } from '../../core/account/rate-limit.ts';
import { CHECK_MODES } from '../../core/catalog/catalog.ts';
import { checkMode } from '../catalog/catalog.ts';
import {
  accountId,
  apiVersionName,
  line,
  METADATA_LIMITS,
  metadataKey,
  metadataValue,
  wholeNumber,
} from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';

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

/** A form cannot say null: an empty text takes away. */
const version = z
  .preprocess((value) => (value === '' ? null : value), apiVersionName.nullable())
  .optional()
  .describe("API version of its destinations that name none; the catalog's default when null.");
const check = checkMode
  .optional()
  .describe(
    "What becomes of its events that do not fit their schema, where the type does not say; the platform's setting when null.",
  );

const limit = z
  .strictObject({
    per_second: wholeNumber(1, MAX_RATE).describe('Calls a second.'),
    burst: wholeNumber(1, MAX_RATE).describe('Calls that may be made at once.'),
  })
  .meta({ examples: [{ per_second: 100, burst: 200 }] });
const rateLimit = z
  .preprocess((value) => (value === '' ? null : value), limit.nullable())
  .optional()
  .describe("Calls that any key may make for the account; the platform's setting when null. A batch is one call.");

export const createAccountSchema = z.strictObject({
  name,
  id: accountId.optional().describe('One is made when it is left out.'),
  default_api_version: version,
  event_check: check,
  rate_limit: rateLimit,
  metadata: z.preprocess(emptyAs({}), metadata).optional().describe('Whatever you want to keep with it.'),
});

export const updateAccountSchema = z.strictObject({
  name: name.optional(),
  default_api_version: version,
  event_check: check,
  rate_limit: rateLimit,
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
    default_api_version: z.string().nullable(),
    event_check: z.enum(CHECK_MODES).nullable(),
    rate_limit: z.object({ per_second: z.int(), burst: z.int() }).nullable(),
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

const rateLimitObject = (own: Account['rateLimit']): AccountObject['rate_limit'] =>
  own ? { per_second: own.perSecond, burst: own.burst } : null;

export const toAccountObject = ({ account, mode, key, name, metadata, ...settings }: Account): AccountObject => ({
  id: account,
  object: 'account',
  name,
  default_api_version: settings.defaultApiVersion ?? null,
  event_check: settings.eventCheck ?? null,
  rate_limit: rateLimitObject(settings.rateLimit),
  metadata: { ...metadata },
  livemode: mode === 'live',
  created: Math.floor(decodeTime(key) / 1000),
});
