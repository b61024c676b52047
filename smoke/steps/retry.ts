/** A delivery that fails once and is retried: its endpoint is the API itself, which refuses it, and then that of the run. */
import { destinationPath } from '../../api-client/paths.ts';
import type { DeliveryDetailObject } from '../../lambdas/contract/delivery/delivery.ts';
import type { Receiver } from '../receivers/receiver.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { NotTriedError, type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';
import { deliveryPath, summaryOf } from './deliveries.ts';
import type { Destination } from './destinations.ts';

/** A path that the API refuses without a key, so that a failing endpoint needs no set-up. */
export const REFUSING_PATH = '/v1/events';

/** Waits until the first attempt has failed and the next one is planned. Then gives the destination an endpoint that works. */
export async function failsFirst(
  { limits }: RunContext,
  { api }: Connection,
  receiver: Receiver,
  { id }: Destination,
  event: string,
): Promise<Passed<DeliveryDetailObject>> {
  const path = deliveryPath(id, event);
  const failed = await eventually(async () => {
    const delivery = await api.get<DeliveryDetailObject>(path);
    return delivery.attempts.length > 0 ? delivery : undefined;
  }, limits);
  if (!failed) throw new Error(`No attempt at ${event} was made in time.`);
  const { status, next_attempt_at } = failed;
  if (status !== 'pending' || next_attempt_at === null)
    throw new Error(`After a failed attempt, the delivery should wait for the next one: ${summaryOf(failed)}`);
  await api.post(destinationPath(id), { webhook_endpoint: { url: receiver.url } });
  const seconds = Math.round((Date.parse(next_attempt_at) - Date.parse(failed.attempts[0]?.started_at ?? '')) / 1000);
  return passed(`HTTP ${failed.attempts[0]?.http_status}, the next attempt after ${seconds} s`, failed);
}

/** Waits until the platform has made the next attempt by itself. */
export async function isRetried(
  { limits }: RunContext,
  { api, livemode }: Connection,
  { id }: Destination,
  { event, next_attempt_at: planned }: DeliveryDetailObject,
): Promise<Passed<true>> {
  if (!livemode && Date.parse(planned ?? '') > Date.now() + limits.waitMs)
    throw new NotTriedError(
      `The sandbox mode retries at ${planned}. With a live key the retry is after half a minute.`,
    );
  const path = deliveryPath(id, event);
  const settled = await eventually(async () => {
    const delivery = await api.get<DeliveryDetailObject>(path);
    return delivery.status === 'pending' ? undefined : delivery;
  }, limits);
  if (settled?.status !== 'delivered') {
    const now = settled ?? (await api.get<DeliveryDetailObject>(path));
    throw new Error(`The retry did not succeed in time: ${summaryOf(now)}`);
  }
  const last = settled.attempts.at(-1);
  if (last?.trigger !== 'automatic' || last.number < 2) throw new Error('The delivery succeeded without a retry.');
  return passed(`attempt ${last.number}: HTTP ${last.http_status}`);
}
