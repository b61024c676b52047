/** What `listen` prints: one line an event and an answer, for people or for programs. */

import type { LocalResponse, ReceivedEvent } from '../../api-client/listen/frames.ts';
import { links } from '../links.ts';
import { plain } from '../output/table.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { clock } from '../output/times.ts';

export interface Reporter {
  event(incoming: ReceivedEvent, body: string): void;
  answer(incoming: ReceivedEvent, url: string, answer: LocalResponse): void;
  /** There was no answer, or no event to forward. */
  failure(incoming: ReceivedEvent, where: string, reason: string): void;
}

const time = (): string => paint.dim(clock(new Date()));

function statusColour(status: number) {
  if (status < 300) return paint.green;
  return status < 400 ? paint.yellow : paint.red;
}

/** @param base of the Workbench, for what failed */
export const textReporter = (base: string): Reporter => ({
  event({ eventType, eventId, account, resent }, body) {
    const own = body.includes(`"account":"${account}"`) || body.includes(`"context":"${account}"`);
    const notes = `${own ? paint.dim(` ${account}`) : ''}${resent ? paint.dim(' resent') : ''}`;
    print(`${time()}  ${paint.bold('-->')} ${paint.cyan(plain(eventType))} [${plain(eventId)}]${notes}`);
  },
  answer({ eventId }, url, { status, durationMs }) {
    const code = statusColour(status)(`[${status}]`);
    print(`${time()}  ${paint.bold('<--')} ${code} POST ${url} [${plain(eventId)}]  ${paint.dim(`${durationMs} ms`)}`);
  },
  failure({ eventId }, where, reason) {
    print(`${time()}  ${paint.bold('<--')} ${paint.red('[ERROR]')} ${where} [${plain(eventId)}]  ${plain(reason)}`);
    if (where === FETCH) note(paintErr.dim(`          ${links(base).event(eventId)}`));
  },
});

/** Where something failed that is no address. */
export const FETCH = 'fetching the event';

/** One object a line. */
export const jsonReporter = (): Reporter => ({
  event: ({ eventId, eventType, account, resent }, body) =>
    print(
      JSON.stringify({
        kind: 'event',
        at: now(),
        event_id: eventId,
        event_type: eventType,
        account,
        resent,
        event: JSON.parse(body),
      }),
    ),
  answer: ({ eventId, eventType }, forward_url, { status, headers, body, durationMs }) =>
    print(
      JSON.stringify({
        kind: 'answer',
        at: now(),
        event_id: eventId,
        event_type: eventType,
        forward_url,
        status,
        headers,
        body,
        duration_ms: durationMs,
      }),
    ),
  failure: ({ eventId, eventType }, where, error) =>
    print(JSON.stringify({ kind: 'failure', at: now(), event_id: eventId, event_type: eventType, where, error })),
});

const now = (): string => new Date().toISOString();
