/** Publishes events that services put on the ingest bus. */
import type { EventBridgeEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import type { IngestReading } from '../contract/publish/ingest-rule.ts';
import { parsePublishRequest } from '../contract/publish/publish.ts';
import { InvalidFieldsError, WaybillError } from '../core/errors.ts';
import type { PublishRequest } from '../core/publish/ports.ts';
import { type Publisher, type PublishPorts, type PublishSettings, publishEvents } from '../core/publish/publish.ts';

export type IngestEvent = EventBridgeEvent<string, Record<string, unknown>>;

/** What a rule of the bus sends: how to read the event, and the event. */
export interface IngestInput {
  readonly rule: IngestReading;
  readonly event: IngestEvent;
}

export interface IngestSettings extends PublishSettings {
  /** Number of shards of the stage. */
  readonly shards: number;
}

/**
 * Returns the input when an invocation comes from the bus. Otherwise it comes from the HTTP API. An event without a rule was sent by a
 * version without rules, or is repeated from the dead-letter queue of the bus.
 */
export function asIngestInput(invocation: object): IngestInput | undefined {
  if ('rule' in invocation && 'event' in invocation) return invocation as IngestInput;
  if ('detail-type' in invocation && 'detail' in invocation) {
    return { rule: { detail: 'request' }, event: invocation as IngestEvent };
  }
  return undefined;
}

/**
 * Parses an event of the bus as its rule says. Its type is that of the rule, of `detail`, or its detail type.
 * @throws InvalidFieldsError with the invalid field
 */
export function parseIngestEvent(
  { rule, event }: IngestInput,
  { platformAccount, shards }: Pick<IngestSettings, 'platformAccount' | 'shards'>,
  { now, random }: Pick<PublishPorts, 'now' | 'random'>,
): { readonly publisher: Publisher; readonly request: PublishRequest } {
  const { livemode, body } = rule.detail === 'object' ? readObject(rule, event) : readRequest(rule, event);
  const request = parsePublishRequest(body);
  return {
    publisher: {
      account: platformAccount,
      mode: livemode ? 'live' : 'sandbox',
      platform: true,
      request: null,
      seed: ulid(now(), random),
      shards,
      repeatable: false,
    },
    request: { ...request, identity: envelope(event.id) },
  };
}

interface Reading {
  readonly livemode: boolean | undefined;
  /** In the shape of the body of `POST /v1/events`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads an event whose detail is a request. `livemode` in it overrides the mode of the rule. */
function readRequest(rule: IngestReading, event: IngestEvent): Reading {
  const { livemode = rule.livemode, ...body } = event.detail ?? {};
  if (typeof livemode !== 'boolean') {
    throw new InvalidFieldsError('detail.livemode should be true or false.', { param: 'detail.livemode' });
  }
  const account = rule.account === undefined ? {} : { account: rule.account };
  return {
    livemode,
    body: { type: event['detail-type'], ...account, ...body, ...(rule.type === undefined ? {} : { type: rule.type }) },
  };
}

/** Reads an event whose detail is the object that it is about. Its time is that of the envelope. */
function readObject({ livemode, type, account, accountField }: IngestReading, event: IngestEvent): Reading {
  const owner = accountField === undefined ? account : accountAt(event.detail, accountField);
  return {
    livemode,
    body: {
      type: type ?? event['detail-type'],
      data: { object: event.detail },
      created: Math.floor(Date.parse(event.time) / 1000),
      ...(owner === undefined ? {} : { account: owner }),
    },
  };
}

/** Returns the value of a field. @throws InvalidFieldsError when it is missing, because another account would get the event */
function accountAt(detail: unknown, path: string): unknown {
  const value = path
    .split('.')
    .reduce((at: unknown, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), detail);
  if (value !== undefined) return value;
  const param = `detail.${path}`;
  throw new InvalidFieldsError(`${param} should be the id of an account, acct_…. The rule of the bus reads it.`, {
    param,
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Returns the identity of an envelope, which EventBridge may deliver twice. Event ids of publishers cannot contain a colon. */
const envelope = (id: string): string => `envelope:${id}`;

export interface IngestPorts extends PublishPorts {
  /** Sends an event to the ingest dead-letter queue. */
  readonly sendToDeadLetters: (input: IngestInput) => Promise<unknown>;
}

export interface Refused {
  /** Why the event was refused. */
  readonly refused: string;
}

/**
 * Publishes an event of the bus. An invalid event goes to the dead-letter queue at once: otherwise each of Lambda's three tries
 * would count as an error of the function, and a single invalid event would raise an alarm.
 * @throws any other error: Lambda retries the invocation and then sends the event to the dead-letter queue
 */
export async function ingest(
  input: IngestInput,
  settings: IngestSettings,
  ports: IngestPorts,
): Promise<Refused | undefined> {
  try {
    const { publisher, request } = parseIngestEvent(input, settings, ports);
    const [result] = await publishEvents([request], publisher, settings, ports);
    if (result && 'error' in result) throw result.error;
    return undefined;
  } catch (error) {
    const { event } = input;
    logger.error('event of the ingest bus not published', {
      source: event.source,
      detail_type: event['detail-type'],
      envelope_id: event.id,
      error: asError(error),
    });
    if (!isRefusal(error)) throw error;
    await ports.sendToDeadLetters(input);
    return { refused: error.message };
  }
}

/** Returns whether the event is invalid, so that a retry cannot succeed. */
const isRefusal = (error: unknown): error is WaybillError =>
  error instanceof WaybillError && error.expose && !error.retryable;
