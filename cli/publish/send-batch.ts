/** Sends one batch of events with their ids, and returns the result of each line. */

import { ApiError } from '../../api-client/api-error.ts';
import { eventKeysFrom } from '../../lambdas/contract/publish/event-ids.ts';
import type { Api } from '../api.ts';
import { eventOf, isBlank, type Line, type Refusal } from './lines.ts';

export interface BatchOutcome {
  readonly published: number;
  readonly refused: readonly Refusal[];
}

interface ErrorItem {
  readonly error: { readonly type?: string; readonly code?: string; readonly message: string };
}

/** In the order of the request: the event, or its error. */
interface BatchResponse {
  readonly data: readonly (ErrorItem | { readonly id: string })[];
}

/**
 * Can be repeated with the same lines and seed. A line that has an id keeps it.
 * @param seed ULID in the id of the first line
 * @throws ApiError when the result is not known
 */
export async function sendBatch(api: Api, lines: readonly Line[], seed: string): Promise<BatchOutcome> {
  const ids = eventKeysFrom(seed, lines.length);
  const refused: Refusal[] = [];
  const events: Record<string, unknown>[] = [];
  const sent: Line[] = [];
  for (const [index, line] of lines.entries()) {
    if (isBlank(line)) continue;
    const read = eventOf(line);
    if ('refusal' in read) refused.push(read.refusal);
    else {
      events.push({ id: ids[index], ...read.event });
      sent.push(line);
    }
  }
  if (events.length === 0) return { published: 0, refused };
  const { data } = await publish(api, events);
  for (const [index, { number: line, text }] of sent.entries()) {
    const item = data[index];
    if (!item || !('error' in item)) continue;
    const { code, type, message } = item.error;
    refused.push({ line, code: code ?? type ?? 'unknown', message: message.replace(`events[${index}].`, ''), text });
  }
  return { published: lines.filter((line) => !isBlank(line)).length - refused.length, refused };
}

/** @throws ApiError, also when the result of one event is an internal error */
async function publish(api: Api, events: readonly object[]): Promise<BatchResponse> {
  const response = await post(api, events);
  const unknown = response.data.find((item): item is ErrorItem => 'error' in item && item.error.type === 'api_error');
  if (unknown) throw new ApiError(unknown.error.message, { status: 500, code: 'unknown' });
  return response;
}

async function post(api: Api, events: readonly object[]): Promise<BatchResponse> {
  try {
    // The event ids make a repeat safe. An idempotency key would add a write.
    return await api.request<BatchResponse>({
      method: 'POST',
      path: '/v1/events/batch',
      body: { events },
      idempotencyKey: false,
    });
  } catch (error) {
    // A batch without a single success has the status of its first error.
    const { data } = ((error instanceof ApiError && error.body) || {}) as Partial<BatchResponse>;
    if (Array.isArray(data) && data.length === events.length) return { data };
    throw error;
  }
}
