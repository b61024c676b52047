/** Records the causes of repeated deliveries: what the run did to the calls and messages of a delivery. */
import { type AwsCall, isResponse, type Layer } from '../aws/call.ts';
import type { Arrivals } from './endpoints.ts';
import type { Json } from './retrying-api.ts';

/** `<destination id> <event key>` */
type DeliveryName = string;

/** Causes for which a destination accepts an event more than once. */
export const CAUSES = {
  copies: 'SQS handed out a copy of the message',
  calls: 'a call to AWS that sends or records the delivery failed or had no response in time',
  returns: 'the message returned after its visibility timeout, because its function was killed',
  late: 'the function did not wait for the response of the endpoint, because the machine is busy',
} as const;
export type Cause = keyof typeof CAUSES;

export interface Causes {
  /** Records what happens to calls. Must be the first layer. */
  readonly layer: Layer;
  readonly addCopy: (body: string) => void;
  /** Records an internal error of a delivery. */
  readonly addError: (destinationId: string, eventId: string) => void;
  /** Records an attempt that ended without a response. */
  readonly addLate: (destinationId: string, eventId: string) => void;
  /** Returns the causes of the repeated acceptances of an event; undefined for one without a known cause. */
  readonly explain: (destinationId: string, eventId: string, arrivals: Arrivals) => (Cause | undefined)[];
}

/** The response to a batch of which a part was not handled. */
const PARTLY_HANDLED = /"(?:Failed|Unprocessed\w+)":(?:\[[^\]]|\{[^}])/;

export function createCauses(): Causes {
  const found = new Map<DeliveryName, Cause[]>();
  const add = (cause: Cause) => (name: DeliveryName) => found.set(name, [...(found.get(name) ?? []), cause]);
  const handedOut = createHandedOut();
  /** Requests that failed. */
  const failed = new Set<string>();
  return {
    async layer(call, next) {
      const reply = await next(call);
      const isSuccess = isResponse(reply) && reply.status === 200 && !PARTLY_HANDLED.test(reply.body);
      if (isSuccess && call.service === 'sqs') handedOut.record(call, reply.body).forEach(add('returns'));
      // On a busy machine, a caller may stop waiting although its request meets no fault.
      const isRepeated = call.attempt > 1 && !failed.has(`${call.invocation} ${call.attempt - 1}`);
      const hasFailed = !isSuccess || call.isAbandoned();
      if (hasFailed) failed.add(`${call.invocation} ${call.attempt}`);
      for (const name of hasFailed || isRepeated ? deliveriesIn(call) : []) add('calls')(name);
      return reply;
    },
    addCopy: (body) => deliveryOf(body).forEach(add('copies')),
    addError: (destinationId, eventId) => add('calls')(`${destinationId} ${eventId}`),
    addLate: (destinationId, eventId) => add('late')(`${destinationId} ${eventId}`),
    explain(destinationId, eventId, { accepted }) {
      const causes = found.get(`${destinationId} ${eventId}`) ?? [];
      const inOrder = (Object.keys(CAUSES) as Cause[]).flatMap((cause) => causes.filter((one) => one === cause));
      return accepted.slice(1).map((_, index) => inOrder[index]);
    },
  };
}

/** Finds messages that are received again although they were not deleted or hidden meanwhile. */
function createHandedOut() {
  /** Messages that were received last, by id; copies by their receipt handle. */
  const open = new Map<string, string>();
  return {
    /** Returns the deliveries whose message returned. */
    record({ operation, body }: AwsCall, reply: string): DeliveryName[] {
      if (operation === 'ReceiveMessage') {
        const { Messages = [] }: { Messages?: Json[] } = JSON.parse(reply);
        return Messages.flatMap(({ MessageId, ReceiptHandle, Body }) => {
          const key = ReceiptHandle.startsWith('copy-') ? ReceiptHandle : MessageId;
          const returned = open.has(key) ? deliveryOf(Body) : [];
          open.set(key, ReceiptHandle);
          return returned;
        });
      }
      if (/^(?:Delete|ChangeMessageVisibility)/.test(operation)) {
        const handles = new Set((JSON.parse(body).Entries as Json[]).map(({ ReceiptHandle }) => ReceiptHandle));
        for (const [key, handle] of open) if (handles.has(handle)) open.delete(key);
      }
      return [];
    },
  };
}

/** Returns the deliveries that a call records or sends. */
function deliveriesIn({ service, operation, body }: AwsCall): DeliveryName[] {
  if (service === 'sqs' && operation === 'SendMessageBatch')
    return (JSON.parse(body).Entries as Json[]).flatMap(({ MessageBody }) => deliveryOf(MessageBody));
  if (service !== 'dynamodb' || !/^(Put|Update|BatchWrite)/.test(operation)) return [];
  const { Item, Key, RequestItems = {} }: Json = JSON.parse(body);
  const written = Object.values<Json[]>(RequestItems).flatMap((requests) =>
    requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key),
  );
  return [Item, Key, ...written].flatMap((item) =>
    item?.destination_id && item.event_id ? [`${item.destination_id.S} ${item.event_id.S}`] : [],
  );
}

function deliveryOf(messageBody: string): DeliveryName[] {
  const { destination, event }: Json = JSON.parse(messageBody);
  return destination?.id && event?.key ? [`${destination.id} ${event.key}`] : [];
}
