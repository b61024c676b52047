/** Sends events to EventBridge destinations, each as one entry of PutEvents or PutPartnerEvents. */
import { type EventBridgeClient, PutEventsCommand, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../../core/clock.ts';
import type { SendResult } from '../../core/delivery/delivery.ts';
import type { Sender, SendRequest } from '../../core/delivery/ports.ts';
import {
  classifyError,
  classifyResponse,
  type EventBridgeClassification,
  type PutResponse,
  refusal,
} from '../../core/destination/types/eventbridge/classify-response.ts';
import { type EventBridgeDestination, eventSourceName } from '../../core/destination/types/eventbridge/destination.ts';
import { eventBridge } from '../aws-clients.ts';
import { describeSendError } from '../send-errors.ts';
import { preparationMs, withTimeLimit } from '../time-limit.ts';
import { assumedRole, isRefusedByRole } from './assumed-role.ts';

export interface EventBridgeSenderOptions {
  readonly platformName: string;
  /** Whether events are put on partner event sources, because the platform is an EventBridge partner. */
  readonly partnerMode: boolean;
  /** Longest time of an attempt, milliseconds. Limits its preparation, assuming a role. */
  readonly timeoutMs: number;
  readonly now: Clock;
  readonly client?: typeof eventBridge;
  readonly sts?: () => STSClient;
}

/**
 * Bytes of an entry's source, detail type and detail together. An entry has to be smaller.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const ENTRY_LIMIT_BYTES = 1024 * 1024;

/** Cached clients: one for each region, and one for each destination with a role, whose external id is its own. */
const MAX_CLIENTS = 200;

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Resources: string[];
  /** Absent in partner mode, in which the source determines the bus. */
  readonly EventBusName?: string;
}

const sizeOf = ({ Source, DetailType, Detail }: Entry): number =>
  Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

export function createEventBridgeSender(options: EventBridgeSenderOptions): Sender<EventBridgeDestination> {
  const { platformName, partnerMode, timeoutMs, now, client = eventBridge, sts } = options;
  const clients = new Map<string, EventBridgeClient>();

  function clientFor(destination: EventBridgeDestination): EventBridgeClient {
    const { awsRegion, roleArn } = destination.amazonEventbridge;
    const role = partnerMode ? undefined : roleArn;
    const key = role ? `${awsRegion} ${role} ${destination.id}` : awsRegion;
    const known = clients.get(key);
    if (known) return known;
    const credentials = role && assumedRole({ roleArn: role, externalId: destination.id }, sts);
    const made = client({ region: awsRegion, ...(credentials ? { credentials } : {}) });
    clients.set(key, made);
    const [oldest] = clients.keys();
    if (clients.size > MAX_CLIENTS && oldest !== undefined) clients.delete(oldest);
    return made;
  }

  function put(to: EventBridgeClient, entry: Entry, abortSignal: AbortSignal): Promise<PutResponse> {
    const Entries = [entry];
    return partnerMode
      ? to.send(new PutPartnerEventsCommand({ Entries }), { abortSignal })
      : to.send(new PutEventsCommand({ Entries }), { abortSignal });
  }

  /**
   * Assumes the role. The client caches its credentials, so that putting the event needs no call to STS.
   * @returns the classification when the role refuses; undefined on success
   * @throws Error when STS fails: an internal error, for which no attempt is recorded
   */
  async function assume(to: EventBridgeClient, awsRegion: string): Promise<EventBridgeClassification | undefined> {
    try {
      await withTimeLimit(
        preparationMs(timeoutMs),
        'Assuming the role of an EventBridge destination',
        to.config.credentials(),
      );
      return undefined;
    } catch (error) {
      if (!isRefusedByRole(error)) throw error;
      return classifyError(error, { awsRegion, timeoutMs, timedOut: false, describe: describeSendError });
    }
  }

  /** The time limit includes the retries of the SDK. */
  async function attempt(
    { destination, timeoutMs: limitMs, onStart }: SendRequest<EventBridgeDestination>,
    entry: Entry,
  ): Promise<EventBridgeClassification> {
    const size = sizeOf(entry);
    if (size >= ENTRY_LIMIT_BYTES) {
      return refusal(`The event is ${size} bytes as an EventBridge entry; the limit is ${ENTRY_LIMIT_BYTES} bytes.`);
    }
    const { awsRegion, roleArn } = destination.amazonEventbridge;
    const to = clientFor(destination);
    const refused = roleArn && !partnerMode ? await assume(to, awsRegion) : undefined;
    if (refused) return refused;
    const deadline = new AbortController();
    onStart?.();
    const timer = setTimeout(() => deadline.abort(), limitMs);
    try {
      return classifyResponse(await put(to, entry, deadline.signal));
    } catch (error) {
      const timedOut = deadline.signal.aborted;
      return classifyError(error, { awsRegion, timeoutMs: limitMs, timedOut, describe: describeSendError });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    /** @throws Error when assuming a role fails for another reason than the role: an internal error */
    async send(request: SendRequest<EventBridgeDestination>): Promise<SendResult> {
      const { destination, event, body } = request;
      const entry: Entry = {
        Source: eventSourceName(platformName, destination, partnerMode),
        DetailType: event.type,
        Detail: body,
        Resources: [],
        ...(partnerMode ? {} : { EventBusName: destination.amazonEventbridge.eventBusArn }),
      };
      const started = now();
      const classification = await attempt(request, entry);
      return {
        ...classification,
        durationMs: now() - started,
        timing: {},
        // The entry without its detail, which is the body.
        requestHeaders: {
          source: entry.Source,
          'detail-type': entry.DetailType,
          ...(entry.EventBusName ? { 'event-bus-name': entry.EventBusName } : {}),
        },
        responseExcerpt: '',
        responseTruncated: false,
      };
    },
  };
}
