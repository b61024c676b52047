/** One batch: its events with their ids to the platform, and what became of each line. */

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

/** In the order sent: the event, or what is wrong with it. */
interface BatchAnswer {
  readonly data: readonly (ErrorItem | { readonly id: string })[];
}

/**
 * The same lines and seed may be sent any number of times. A line that brings an id of its own keeps it.
 * @param seed ULID of the first line's id
 * @throws ApiError when it is not known, or not yet, what became of it
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
  const { data } = await answerOf(api, events);
  for (const [index, { number: line, text }] of sent.entries()) {
    const item = data[index];
    if (!item || !('error' in item)) continue;
    const { code, type, message } = item.error;
    refused.push({ line, code: code ?? type ?? 'unknown', message: message.replace(`events[${index}].`, ''), text });
  }
  return { published: lines.filter((line) => !isBlank(line)).length - refused.length, refused };
}

/** @throws ApiError, also when the platform could not say of one of them whether it has it */
async function answerOf(api: Api, events: readonly object[]): Promise<BatchAnswer> {
  const answer = await asked(api, events);
  const unsure = answer.data.find((item): item is ErrorItem => 'error' in item && item.error.type === 'api_error');
  if (unsure) throw new ApiError(unsure.error.message, { status: 500, code: 'unknown' });
  return answer;
}

async function asked(api: Api, events: readonly object[]): Promise<BatchAnswer> {
  try {
    // The ids make it safe to repeat: a key besides them would cost the platform a write.
    return await api.request<BatchAnswer>({
      method: 'POST',
      path: '/v1/events/batch',
      body: { events },
      idempotencyKey: false,
    });
  } catch (error) {
    // A batch of which nothing was taken has the status of its first error.
    const { data } = ((error instanceof ApiError && error.body) || {}) as Partial<BatchAnswer>;
    if (Array.isArray(data) && data.length === events.length) return { data };
    throw error;
  }
}
