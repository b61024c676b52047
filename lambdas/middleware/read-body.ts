/** The one place that parses bodies and queries. What comes out is plain JSON data, bounded in size and depth. */
import qs from 'qs';
import { MAX_BODY_BYTES } from '../contract/publish/payload-limits.ts';
import { InvalidFieldsError, PayloadTooLargeError } from '../core/errors.ts';

/** Deepest nesting of objects and lists. */
export const MAX_DEPTH = 64;

/** Nulls of fields are not part of forms, so limits on names and list places are all that bounds them. */
const FORM_LIMITS = { depth: 16, parameterLimit: 5000, arrayLimit: 1000 } as const;

export interface RawBody {
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
  readonly contentType?: string | undefined;
}

/**
 * JSON, or where forms are taken a form (`a[b]=c`, `a[0]=x`, `a[]=x`) unless it says or shows that it is JSON.
 * @returns undefined for an empty body
 * @throws InvalidFieldsError when it cannot be read, PayloadTooLargeError over MAX_BODY_BYTES
 */
export function readBody({ body = '', isBase64Encoded, contentType = '' }: RawBody, forms: boolean): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new PayloadTooLargeError(`A request body may have up to ${MAX_BODY_BYTES} bytes.`);
  }
  if (text.trim() === '') return undefined;
  // No form's first name starts with a brace, and curl calls everything a form.
  if (!forms || /[/+]json\b/i.test(contentType) || /^\s*[{[]/.test(text)) return readJson(text);
  return readForm(text);
}

/** Lists may be spelt `types[0]=a`, `types[]=a` or `types=a&types=b`. @throws InvalidFieldsError */
export function readForm(text: string): unknown {
  // The parser drops such names without a word.
  if (/(^|[&[])__proto__/.test(text.replace(/%5f/gi, '_').replace(/%5b/gi, '['))) refuseProto();
  try {
    const parsed = qs.parse(text, {
      ...FORM_LIMITS,
      plainObjects: true,
      strictDepth: true,
      throwOnLimitExceeded: true,
    });
    // Into objects of the usual prototype, which everything else expects; a form holds only text, lists and objects.
    return JSON.parse(JSON.stringify(parsed));
  } catch (cause) {
    throw new InvalidFieldsError(
      `The form is too large: up to ${FORM_LIMITS.parameterLimit} fields, ${FORM_LIMITS.depth} levels and lists of ${FORM_LIMITS.arrayLimit} are read.`,
      { cause },
    );
  }
}

function readJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InvalidFieldsError('The request body is not valid JSON.', { cause });
  }
  checkShape(parsed);
  return parsed;
}

/** Walks without recursion: a body of brackets alone would exhaust the stack. */
function checkShape(parsed: unknown): void {
  let level: unknown[] = [parsed];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw new InvalidFieldsError(`The request body is nested more than ${MAX_DEPTH} levels deep.`);
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) refuseProto();
      for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}

function refuseProto(): never {
  throw new InvalidFieldsError("'__proto__' is not accepted as the name of a field.", { param: '__proto__' });
}
