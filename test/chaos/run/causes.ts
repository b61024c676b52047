/** Records the causes of repeated deliveries: what the run did to the calls and messages of a delivery. */
import { type AwsCall, isResponse, type Layer } from '../aws/call.ts';
import type { Arrivals } from './endpoints.ts';
import type { Json } from './patient-api.ts';

/** `<destination id> <event key>` */
type DeliveryName = string;

/** Why an event was accepted more than once by a destination. */
export const CAUSES = {
  copies: 'SQS handed out a copy of the message',
  calls: 'a call to AWS that records or sends the delivery failed or had no response',
  kills: 'the function was killed before it recorded the attempt',
} as const;
export type Cause = keyof typeof CAUSES;

export interface Causes {
  /** Records failed calls. Must be the first layer. */
  readonly layer: Layer;
  readonly addCopy: (body: string) => void;
  /** A kill or a restart, now. */
  readonly addKill: () => void;
  /** Returns the causes of the repeated acceptances of an event; undefined for one without a known cause. */
  readonly explain: (destinationId: string, eventId: string, arrivals: Arrivals) => (Cause | undefined)[];
}

/** Longest time from an acceptance until it is recorded, milliseconds: the time limit of an attempt, and that of the calls to AWS. */
const UNRECORDED_MS = 25_000;

/** Somewhat less than the time for which functions wait for a response, milliseconds (`LIMITS` of `aws-clients.ts`). */
const SLOW_MS = 2_000;
/** A part of a batch that was not handled. */
const LEFT_OUT = /"(?:Failed|Unprocessed\w+)":(?:\[[^\]]|\{[^}])/;

/** @param now returns unix milliseconds */
export function createCauses(now: () => number): Causes {
  const copies = new Map<DeliveryName, number>();
  const calls = new Map<DeliveryName, number>();
  const kills: number[] = [];
  const add = (to: Map<DeliveryName, number>, name: DeliveryName) => to.set(name, (to.get(name) ?? 0) + 1);
  return {
    async layer(call, next) {
      const startedAt = now();
      const reply = await next(call);
      const isSuccess = isResponse(reply) && reply.status === 200 && !LEFT_OUT.test(reply.body);
      // On a busy machine, a caller may give up although its call meets no fault. The AWS SDK repeats the call.
      const wasReceived = !call.isAbandoned() && now() - startedAt < SLOW_MS;
      if (!isSuccess || !wasReceived) for (const name of deliveriesIn(call)) add(calls, name);
      return reply;
    },
    addCopy: (body) => {
      for (const name of deliveryOf(body)) add(copies, name);
    },
    addKill: () => kills.push(now()),
    explain(destinationId, eventId, { accepted }) {
      const name = `${destinationId} ${eventId}`;
      const left = { copies: copies.get(name) ?? 0, calls: calls.get(name) ?? 0 };
      return accepted.slice(1).map((_, index) => {
        const before = accepted[index] as number;
        if (left.copies-- > 0) return 'copies';
        if (left.calls-- > 0) return 'calls';
        return kills.some((at) => at >= before && at - before < UNRECORDED_MS) ? 'kills' : undefined;
      });
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
