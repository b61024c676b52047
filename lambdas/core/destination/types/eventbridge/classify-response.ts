/** Classifies results of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
import type { SendResult } from '../../../delivery/delivery.ts';
import { type Classification, decidedBy } from '../type-outcomes.ts';
import { ACCEPTED, NETWORK_ERROR, outcomeOfCode, REFUSED, TIMEOUT } from './outcomes.ts';

/** The response of PutEvents or PutPartnerEvents. */
export interface PutResponse {
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

/** A classification, with the ids of the response instead of headers. */
export type EventBridgeClassification = Classification & Pick<SendResult, 'responseHeaders'>;

const MISSING_ENTRY: EntryResult = { ErrorCode: 'InternalFailure', ErrorMessage: 'the response has no result entry' };

/** Classifies the response to one entry. */
export function classifyResponse({ $metadata, Entries }: PutResponse): EventBridgeClassification {
  const { EventId, ErrorCode, ErrorMessage } = Entries?.[0] ?? MISSING_ENTRY;
  if (ErrorCode) return failed(ErrorCode, ErrorMessage, $metadata);
  return { ...decidedBy(ACCEPTED), ...seen($metadata, EventId) };
}

/**
 * Classifies a call that failed as a whole: PutEvents, or assuming the customer's role before it.
 * @param describe names the error of a connection
 */
export function classifyError(
  error: unknown,
  given: {
    readonly awsRegion: string;
    readonly timeoutMs: number;
    readonly timedOut: boolean;
    readonly describe: (error: Error, host: string) => NonNullable<SendResult['error']>;
  },
): EventBridgeClassification {
  const host = `EventBridge in ${given.awsRegion}`;
  if (given.timedOut) {
    return timedOut(`The attempt took longer than ${given.timeoutMs / 1000} s: ${host} did not respond.`);
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  // The SDK's name for requests that got no response.
  if (thrown.name === 'TimeoutError') return timedOut(`${host} did not respond.`);
  const metadata = '$metadata' in thrown ? (thrown.$metadata as AwsMetadata) : {};
  if (metadata.httpStatusCode !== undefined) return failed(thrown.name, thrown.message, metadata);
  return { ...decidedBy(NETWORK_ERROR), error: given.describe(thrown, host), responseHeaders: {} };
}

/** Classifies an entry that is not sent because EventBridge would refuse it. */
export const refusal = (message: string): EventBridgeClassification => ({
  ...decidedBy(REFUSED),
  error: { code: 'eventbridge', message },
  responseHeaders: {},
});

const timedOut = (message: string): EventBridgeClassification => ({
  ...decidedBy(TIMEOUT),
  error: { code: 'timeout', message },
  responseHeaders: {},
});

const failed = (code: string, text: string | undefined, metadata: AwsMetadata): EventBridgeClassification => ({
  ...decidedBy(outcomeOfCode(code, metadata.httpStatusCode ?? 0)),
  ...seen(metadata),
  error: { code: 'eventbridge', message: text ? `${code}: ${text}` : code },
});

const seen = ({ httpStatusCode, requestId }: AwsMetadata, eventId?: string) => ({
  ...(httpStatusCode === undefined ? {} : { httpStatus: httpStatusCode }),
  responseHeaders: {
    ...(eventId ? { 'event-id': eventId } : {}),
    ...(requestId ? { 'x-amzn-requestid': requestId } : {}),
  },
});
