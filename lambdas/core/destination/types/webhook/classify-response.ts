import type { SendResult } from '../../../delivery/delivery.ts';
import { type Classification, decidedBy } from '../type-outcomes.ts';
import { outcomeOfError, outcomeOfStatus } from './outcomes.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** The end of a request to an endpoint. An error can follow after the status. */
export interface WebhookResponse {
  readonly status?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly error?: SendResult['error'] | undefined;
}

/**
 * Classifies the response of an endpoint.
 * @param host of the endpoint, with its port if it has one
 * @param now unix milliseconds
 */
export function classifyResponse(
  { status, headers, error }: WebhookResponse,
  host: string,
  now: number,
): Classification {
  const httpStatus = status === undefined ? {} : { httpStatus: status };
  if (error) return { ...decidedBy(outcomeOfError(error.code)), ...httpStatus, error };
  if (status === undefined) throw new Error('A request ended with neither a status nor an error.');
  const row = outcomeOfStatus(status);
  if (row.errorCode === undefined) return { ...decidedBy(row), ...httpStatus };
  const wait = row.retryAfter ? retryAfterSeconds(headers['retry-after'], now) : undefined;
  return {
    ...decidedBy(row),
    ...httpStatus,
    error: { code: row.errorCode, message: messageOf(row.errorCode, host, status, headers.location) },
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  };
}

function messageOf(code: string, host: string, status: number, location: string | undefined): string {
  if (code !== 'redirect') return `${host} responded with ${status}.`;
  const to = location ? ` to ${location}` : '';
  return `${host} responded with ${status}, a redirect${to}. Redirects are not followed; set the endpoint's final URL.`;
}
