/** Which responses of a webhook endpoint are retried. */
import type { OutcomeRow, TypeOutcomes } from '../type-outcomes.ts';
import type { WebhookDestination } from './destination.ts';

export interface WebhookOutcome extends OutcomeRow {
  /** Statuses such as `410`, or classes such as `4xx`; the first row that has a status counts. Absent: there is no response. */
  readonly statuses?: readonly string[];
  /** Whether the response can ask for a longer delay with `Retry-After`. */
  readonly retryAfter?: boolean;
}

/** A status that HTTP does not define, 600 and above, counts as this. */
const OTHER_STATUS: WebhookOutcome = {
  response: 'any other 4xx or 5xx',
  statuses: ['4xx', '5xx'],
  errorCode: 'http_status',
  outcome: 'retry',
};

/** An error that no row names counts as this. */
const OTHER_ERROR: WebhookOutcome = { response: 'any other error', errorCode: 'internal', outcome: 'retry' };

export const WEBHOOK_OUTCOMES: readonly WebhookOutcome[] = [
  { response: '2xx', statuses: ['2xx'], outcome: 'delivered' },
  {
    response: '3xx',
    statuses: ['3xx'],
    errorCode: 'redirect',
    outcome: 'retry',
    note: 'Redirects are not followed',
  },
  {
    response: '410',
    statuses: ['410'],
    errorCode: 'http_status',
    outcome: 'failed',
    failureReason: 'gone',
    disables: 'gone',
  },
  {
    response: '429, 503',
    statuses: ['429', '503'],
    errorCode: 'http_status',
    outcome: 'retry',
    retryAfter: true,
    note: 'Not before `Retry-After`, up to 8 hours',
  },
  OTHER_STATUS,
  { response: 'no complete response within the timeout', errorCode: 'timeout', outcome: 'retry' },
  { response: 'the host name cannot be resolved', errorCode: 'dns', outcome: 'retry' },
  { response: 'the connection is refused', errorCode: 'refused', outcome: 'retry' },
  { response: 'there is no route to the endpoint', errorCode: 'unreachable', outcome: 'retry' },
  { response: 'the connection ends before the response is complete', errorCode: 'reset', outcome: 'retry' },
  { response: 'TLS fails, or the certificate is not trusted', errorCode: 'tls', outcome: 'retry' },
  { response: 'the address is private (deployed stages only)', errorCode: 'blocked_address', outcome: 'retry' },
  { response: 'the response is not valid HTTP', errorCode: 'invalid_response', outcome: 'retry' },
  OTHER_ERROR,
];

export const webhookOutcomes: TypeOutcomes<WebhookDestination> = {
  outcomes: WEBHOOK_OUTCOMES,
  sameTarget: (a, b) => a.webhookEndpoint.url === b.webhookEndpoint.url,
  afterResult: (before) => before,
};

export const outcomeOfStatus = (status: number): WebhookOutcome =>
  WEBHOOK_OUTCOMES.find(({ statuses = [] }) =>
    statuses.some((one) => one === String(status) || one === `${String(status).charAt(0)}xx`),
  ) ?? OTHER_STATUS;

export const outcomeOfError = (code: OutcomeRow['errorCode']): WebhookOutcome =>
  WEBHOOK_OUTCOMES.find(({ statuses, errorCode }) => !statuses && errorCode === code) ?? OTHER_ERROR;
