/**
 * Lets a client of undici take informational responses (1xx) that it did not ask for, as it must:
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.2
 * undici's parser passes 102 and 103 to the handler of the request and destroys the connection for 100 and 101, without an
 * option or an interceptor (`onHeadersComplete` in undici/lib/dispatcher/client-h1.js). So the parser of a new connection is
 * given 100 as 102, and 101 without its switch of protocols; the handler decides what they mean.
 */

import symbols from 'undici/lib/core/symbols.js';
import type Client from 'undici/lib/dispatcher/client.js';

/** As much of undici's parser as is used here. */
interface Parser {
  onHeadersComplete(status: number, upgrade: boolean, shouldKeepAlive: boolean): number;
}

const member = <T>(of: object, key: symbol): T => (of as Record<symbol, T>)[key] as T;

/** Of the connection that the client has just opened. */
const parserOf = (client: Client): Parser => member(member<object>(client, symbols.kSocket), symbols.kParser);

const CONTINUE = 100;
const PROCESSING = 102;

export function takeInformationalResponses(client: Client): void {
  client.on('connect', () => {
    const parser = parserOf(client);
    const complete = parser.onHeadersComplete;
    parser.onHeadersComplete = (status, _upgrade, shouldKeepAlive) =>
      complete.call(parser, status === CONTINUE ? PROCESSING : status, false, shouldKeepAlive);
  });
}
