/** The output of `listen`: one line for each event and each response, as text or as JSON. */

import type { LocalResponse, ReceivedEvent } from '../../api-client/listen/frames.ts';
import { links } from '../links.ts';
import { plain } from '../output/table.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { clock } from '../output/times.ts';

export interface Reporter {
  event(event: ReceivedEvent, body: string): void;
  response(event: ReceivedEvent, url: string, response: LocalResponse): void;
  /** There is no response, or the event could not be fetched. */
  failure(event: ReceivedEvent, where: string, reason: string): void;
}

const time = (): string => paint.dim(clock(new Date()));

function statusColour(status: number) {
  if (status < 300) return paint.green;
  return status < 400 ? paint.yellow : paint.red;
}

/** @param base address of the Workbench, which is linked after a failure */
export const textReporter = (base: string): Reporter => ({
  event({ eventType, eventId, account, resent }, body) {
    const namesAccount = body.includes(`"account":"${account}"`) || body.includes(`"context":"${account}"`);
    const notes = `${namesAccount ? paint.dim(` ${account}`) : ''}${resent ? paint.dim(' resent') : ''}`;
    print(`${time()}  ${paint.bold('-->')} ${paint.cyan(plain(eventType))} [${plain(eventId)}]${notes}`);
  },
  response({ eventId }, url, { status, durationMs }) {
    const code = statusColour(status)(`[${status}]`);
    print(`${time()}  ${paint.bold('<--')} ${code} POST ${url} [${plain(eventId)}]  ${paint.dim(`${durationMs} ms`)}`);
  },
  failure({ eventId }, where, reason) {
    print(`${time()}  ${paint.bold('<--')} ${paint.red('[ERROR]')} ${where} [${plain(eventId)}]  ${plain(reason)}`);
    if (where === FETCH) note(paintErr.dim(`          ${links(base).event(eventId)}`));
  },
});

/** Stands in the output instead of an address. */
export const FETCH = 'fetching the event';

/** One JSON object per line. The `kind` of a response is `answer`, as in the path of the API. */
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
  response: ({ eventId, eventType }, forward_url, { status, headers, body, durationMs }) =>
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
