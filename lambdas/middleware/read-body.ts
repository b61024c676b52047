/** Parses request bodies and queries. The result is plain JSON data of limited size and depth. */
import qs from 'qs';
import { MAX_BODY_BYTES } from '../contract/publish/payload-limits.ts';
import { InvalidFieldsError, PayloadTooLargeError } from '../core/errors.ts';

/** Deepest nesting of objects and lists. */
export const MAX_DEPTH = 64;

/** Limits of forms: nesting, number of fields, and length of lists. */
const FORM_LIMITS = { depth: 16, parameterLimit: 5000, arrayLimit: 1000 } as const;

export interface RawBody {
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
  readonly contentType?: string | undefined;
}

/**
 * Parses a body as JSON. With `forms`, a body that is not JSON by its content type or first character is parsed as a form
 * (`a[b]=c`, `a[0]=x`, `a[]=x`).
 * @returns undefined for an empty body
 * @throws InvalidFieldsError when it cannot be read, PayloadTooLargeError over MAX_BODY_BYTES
 */
export function readBody({ body = '', isBase64Encoded, contentType = '' }: RawBody, forms: boolean): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new PayloadTooLargeError(`A request body may have up to ${MAX_BODY_BYTES} bytes.`);
  }
  if (text.trim() === '') return undefined;
  // The first name of a form never starts with a brace, and curl sends every body with the content type of a form.
  if (!forms || /[/+]json\b/i.test(contentType) || /^\s*[{[]/.test(text)) return readJson(text);
  return readForm(text);
}

/** Parses a form or a query. Lists are `types[0]=a`, `types[]=a` or `types=a&types=b`. @throws InvalidFieldsError over FORM_LIMITS */
export function readForm(text: string): unknown {
  // The parser drops these names silently.
  if (/(^|[&[])__proto__/.test(text.replace(/%5f/gi, '_').replace(/%5b/gi, '['))) refuseProto();
  try {
    const parsed = qs.parse(text, {
      ...FORM_LIMITS,
      plainObjects: true,
      strictDepth: true,
      throwOnLimitExceeded: true,
    });
    // Converts to objects with the usual prototype. A form contains only texts, lists and objects.
    return JSON.parse(JSON.stringify(parsed));
  } catch (cause) {
    throw new InvalidFieldsError(
      `The form is too large: it should have at most ${FORM_LIMITS.parameterLimit} fields, ${FORM_LIMITS.depth} levels, and ${FORM_LIMITS.arrayLimit} items in a list.`,
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

/** Checks nesting and names. Not recursive, because a body of brackets would exhaust the stack. */
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
