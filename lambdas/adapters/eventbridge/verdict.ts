/**
 * What EventBridge's answers mean for a delivery. An entry can be refused inside an answer of HTTP 200:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
import type { SendResult } from '../../core/delivery/delivery.ts';
import { describeSendError } from '../send-errors.ts';

export type Verdict = Pick<
  SendResult,
  'ok' | 'httpStatus' | 'error' | 'retryable' | 'destinationGone' | 'responseHeaders'
>;

/** What PutEvents and PutPartnerEvents have in common. */
export interface PutAnswer {
  readonly $metadata: AwsMetadata;
  readonly Entries?: readonly EntryResult[] | undefined;
}

interface EntryResult {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

interface AwsMetadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}

/** Codes after which the same entry may well be taken later; any other is final. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'InternalFailure',
  'InternalException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ExpiredToken',
  'ExpiredTokenException',
]);

/** Codes that say there is nothing to put events on any more. */
const GONE: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'ResourceNotFound', 'EventSourceNotFound']);

const MISSING_ENTRY: EntryResult = { ErrorCode: 'InternalFailure', ErrorMessage: 'the answer has no result entry' };

const seen = ({ httpStatusCode, requestId }: AwsMetadata, eventId?: string) => ({
  ...(httpStatusCode === undefined ? {} : { httpStatus: httpStatusCode }),
  responseHeaders: {
    ...(eventId ? { 'event-id': eventId } : {}),
    ...(requestId ? { 'x-amzn-requestid': requestId } : {}),
  },
});

function failed(code: string, text: string | undefined, metadata: AwsMetadata): Verdict {
  return {
    ok: false,
    ...seen(metadata),
    error: { code: 'eventbridge', message: text ? `${code}: ${text}` : code },
    retryable: TRANSIENT.has(code) || (metadata.httpStatusCode ?? 0) >= 500,
    ...(GONE.has(code) ? { destinationGone: 'no_aws_event_source_exists' } : {}),
  };
}

/** A final failure that EventBridge was not even asked about. */
export const refusal = (message: string): Verdict => ({
  ok: false,
  error: { code: 'eventbridge', message },
  retryable: false,
  responseHeaders: {},
});

export function verdictOfAnswer({ $metadata, Entries }: PutAnswer): Verdict {
  const { EventId, ErrorCode, ErrorMessage } = Entries?.[0] ?? MISSING_ENTRY;
  if (ErrorCode) return failed(ErrorCode, ErrorMessage, $metadata);
  return { ok: true, ...seen($metadata, EventId), retryable: false };
}

/** A call that failed as a whole: PutEvents itself, or assuming the customer's role before it. */
export function verdictOfError(
  error: unknown,
  { awsRegion, timeoutMs, timedOut }: { awsRegion: string; timeoutMs: number; timedOut: boolean },
): Verdict {
  if (timedOut) {
    const message = `The attempt took longer than ${timeoutMs / 1000} s: EventBridge in ${awsRegion} did not answer.`;
    return { ok: false, error: { code: 'timeout', message }, retryable: true, responseHeaders: {} };
  }
  const fault = error instanceof Error ? error : new Error(String(error));
  // The SDK's name for requests that got no response.
  if (fault.name === 'TimeoutError') {
    const message = `EventBridge in ${awsRegion} did not respond.`;
    return { ok: false, error: { code: 'timeout', message }, retryable: true, responseHeaders: {} };
  }
  const metadata = '$metadata' in fault ? (fault.$metadata as AwsMetadata) : {};
  if (metadata.httpStatusCode !== undefined) return failed(fault.name, fault.message, metadata);
  const described = describeSendError(fault, `EventBridge in ${awsRegion}`);
  return { ok: false, error: described, retryable: true, responseHeaders: {} };
}
