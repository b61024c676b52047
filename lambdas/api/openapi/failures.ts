/** The error responses of an operation, in the shape of its API generation. */
import type { Operation } from '../../contract/operation.ts';
import { MAX_BODY_BYTES } from '../../contract/publish/payload-limits.ts';
import type { ApiGeneration } from '../../middleware/api-request.ts';
import type { Reference, ResponseObject } from './types.ts';

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500;

const COMMON = {
  401: 'The API key is missing or unknown: `authentication_error`.',
  403: "The key doesn't have permission to make this call: `permission_error`.",
  413: `The body has more than ${MAX_BODY_BYTES} bytes, or an event in it is too large: \`payload_too_large\`.`,
  429: 'The rate limit of the key or of the account is exceeded: `rate_limit`. Wait for the seconds in `Retry-After`.',
  500: 'An internal error: `internal_error`. It is safe to try again with the same idempotency key.',
} as const;
const INVALID = 'The body is malformed, or a field is missing or invalid: `invalid_fields`.';
const CONFLICT = 'Another call changed the object, or a call with the same idempotency key is in progress: `conflict`.';

const MEANINGS: Record<ApiGeneration, Record<Status, string>> = {
  v1: {
    ...COMMON,
    400: `${INVALID} Or the idempotency key was used with other parameters: the type is \`idempotency_error\`.`,
    404: 'The account has no such object in this mode: `resource_missing`.',
    409: `${CONFLICT} Try again.`,
  },
  v2: {
    ...COMMON,
    400: INVALID,
    404: 'The account has no such object in this mode: `not_found`.',
    409: `${CONFLICT} Try again. Or the idempotency key was used with other parameters: \`idempotency_error\`.`,
  },
};

const nameOf = (generation: ApiGeneration, status: string | number) => `${generation}.${status}`;

/** The responses by name, such as `v1.400`. */
export const FAILURES: Readonly<Record<string, ResponseObject>> = Object.fromEntries(
  Object.entries(MEANINGS).flatMap(([generation, meanings]) =>
    Object.entries(meanings).map(([status, description]) => [
      nameOf(generation as ApiGeneration, status),
      {
        description,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${generation}.error` } } },
      },
    ]),
  ),
);

/** Returns references to the error responses of an operation. @param takesBody whether it has a request body */
export function failuresOf(
  { access, path, idempotency }: Operation,
  generation: ApiGeneration,
  takesBody: boolean,
): Record<string, Reference> {
  if (access === 'public') return {};
  // v1 returns 400 when an idempotency key was used with other parameters. A call that is repeated with its seed never waits.
  const conflicts = idempotency === 'response' || (generation === 'v2' && idempotency !== 'none');
  const statuses: Status[] = [
    400,
    401,
    403,
    ...(path.includes('{') ? ([404] as const) : []),
    ...(conflicts ? ([409] as const) : []),
    ...(takesBody ? ([413] as const) : []),
    429,
    500,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(generation, status)}` }]),
  );
}
