/** `/v1/accounts`: the requests, and the account object. */
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

/** A form has no null, so an empty text also removes a key, or all metadata. */
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

/** A form has no null, so an empty text also removes the value. */
const version = z
  .preprocess((value) => (value === '' ? null : value), apiVersionName.nullable())
  .optional()
  .describe("The API version of new destinations that don't name one. When null, the default of the catalog.");
const check = checkMode
  .optional()
  .describe(
    "How to handle events that don't match their schema, unless the event type has a setting. When null, the platform's setting.",
  );

const limit = z
  .strictObject({
    per_second: wholeNumber(1, MAX_RATE).describe('Calls per second.'),
    burst: wholeNumber(1, MAX_RATE).describe('Calls that can be made at once.'),
  })
  .meta({ examples: [{ per_second: 100, burst: 200 }] });
const rateLimit = z
  .preprocess((value) => (value === '' ? null : value), limit.nullable())
  .optional()
  .describe(
    "The rate limit of all calls for the account, whichever key makes them. When null, the platform's setting. A batch is one call.",
  );

export const createAccountSchema = z.strictObject({
  name,
  id: accountId.optional().describe('Generated when omitted.'),
  default_api_version: version,
  event_check: check,
  rate_limit: rateLimit,
  metadata: z.preprocess(emptyAs({}), metadata).optional().describe('Key-value pairs of your own.'),
});

export const updateAccountSchema = z.strictObject({
  name: name.optional(),
  default_api_version: version,
  event_check: check,
  rate_limit: rateLimit,
  metadata: z
    .preprocess(emptyAs(null), metadata.nullable())
    .optional()
    .describe(
      'Merged into the existing metadata. An empty or null value deletes its key. Send an empty text or null as `metadata` to delete all keys.',
    ),
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
