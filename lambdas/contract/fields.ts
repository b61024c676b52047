/** Field schemas that several operations share. */
import * as z from 'zod';
import { MAX_METADATA_KEYS } from '../core/account/metadata.ts';

/** A type name is one or more words joined by dots: letters, digits, `_` and `-`. It is case-sensitive. */
const TYPE_NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const TYPE_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression rejects control characters
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression rejects control characters other than line breaks and tabs
const CONTROL_BUT_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Maximum length of an event type or pattern, characters. */
export const MAX_TYPE_LENGTH = 128;

/** Text on one line: no control characters, and no lone surrogate (UTF-8 cannot store it). */
export const line = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((text) => !CONTROL.test(text), 'should have no control characters.')
    .refine((text) => text.isWellFormed(), 'should be well-formed Unicode.');

/** Text that may have several lines. */
export const lines = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (text) => !CONTROL_BUT_LINES.test(text),
      'should have no control characters other than line breaks and tabs.',
    )
    .refine((text) => text.isWellFormed(), 'should be well-formed Unicode.');

/** `invoice.paid` */
export const eventTypeName = z
  .string()
  .max(MAX_TYPE_LENGTH)
  .regex(TYPE_NAME, 'should be an event type such as invoice.paid: letters, digits, _ and -, in words joined by dots.')
  .meta({ examples: ['invoice.paid'] });

/** `invoice.paid`, `invoice.*` or `*` */
export const eventTypePattern = z
  .string()
  .max(MAX_TYPE_LENGTH)
  .regex(TYPE_PATTERN, 'should be an event type such as invoice.paid, a group such as invoice.*, or *.')
  .meta({ examples: ['invoice.paid', 'invoice.*', '*'] });

/** The name of an API version, such as `2026-01-01`. It need not be a date. */
export const apiVersionName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'should be the name of an API version such as 2026-01-01.')
  .meta({ examples: ['2026-01-01'] });

export const accountId = z
  .string()
  .max(100)
  .regex(/^acct_[A-Za-z0-9_]+$/, 'should be the id of an account, acct_….')
  .meta({ examples: ['acct_shop'] });

/** An id that is only looked up, so its form does not matter. */
export const idText = line(200);

/** A whole number. In a query or a form it is text. */
export const wholeNumber = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  );

/** A boolean. In a query or a form it is text. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('should be true or false.'),
);

/** A list. In a query, a list of one value may be written as `include=x`. */
export const queryList = <T extends z.ZodType>(item: T, max: number) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item).max(max));

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

const NOT_A_MOMENT = 'should be a time such as 2026-01-31T12:00:00Z, or unix seconds.';

/** The end of the year 9999, the last year of RFC 3339. A time with an offset can be later. */
const LAST_MOMENT = Date.UTC(10_000, 0) - 1;

/** A time as RFC 3339 text or unix seconds. The output is unix milliseconds. */
export const moment = z
  .union(
    [z.string().meta({ format: 'date-time' }), z.number().meta({ type: 'integer', description: 'Unix seconds' })],
    NOT_A_MOMENT,
  )
  .transform((value, context) => {
    const text = String(value);
    const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
    if (ms >= 0 && ms <= LAST_MOMENT) return ms;
    context.addIssue({ code: 'custom', message: NOT_A_MOMENT });
    return z.NEVER;
  });

/** Stripe's limits: 50 keys of up to 40 characters, values up to 500. https://docs.stripe.com/api/metadata */
export const METADATA_LIMITS = { keys: MAX_METADATA_KEYS, keyLength: 40, valueLength: 500 } as const;

export const metadataKey = line(METADATA_LIMITS.keyLength);
/** Text. The types of the SDKs also allow numbers, which become text. */
export const metadataValue = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  lines(METADATA_LIMITS.valueLength),
);

/** A field of an update request that only create takes. */
export const immutable = z
  .undefined('cannot be changed after creation; create another destination instead.')
  .optional();
