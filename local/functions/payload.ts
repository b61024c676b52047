/** Limits of the payloads of invocations. */
import { MAX_INVOCATION_BYTES, MAX_RESPONSE_BYTES } from '../../lambdas/contract/publish/payload-limits.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const MAX_ASYNC_BYTES = 1024 * 1024;

const LIMITS = {
  event: MAX_INVOCATION_BYTES,
  'asynchronous event': MAX_ASYNC_BYTES,
  result: MAX_RESPONSE_BYTES,
} as const;

/** @throws Error for a payload that is too large */
export function checkPayload(what: keyof typeof LIMITS, payload: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(payload) ?? '');
  if (bytes <= LIMITS[what]) return;
  throw new Error(`The ${what} of an invocation has ${bytes} bytes. The limit of Lambda is ${LIMITS[what]}.`);
}
