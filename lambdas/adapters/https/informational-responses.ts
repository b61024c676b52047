/**
 * Makes a client of undici accept unexpected informational responses (1xx), as https://www.rfc-editor.org/rfc/rfc9110#section-15.2
 * requires. The parser of undici passes 102 and 103 to the handler of the request, and destroys the connection for 100 and 101,
 * without an option to change that (`onHeadersComplete` in undici/lib/dispatcher/client-h1.js). So its parser gets 100 as 102, and
 * 101 without the switch of protocols.
 */

import symbols from 'undici/lib/core/symbols.js';
import type Client from 'undici/lib/dispatcher/client.js';

/** The part of undici's parser that is used here. */
interface Parser {
  onHeadersComplete(status: number, upgrade: boolean, shouldKeepAlive: boolean): number;
}

const member = <T>(of: object, key: symbol): T => (of as Record<symbol, T>)[key] as T;

/** Returns the parser of the connection that the client has just opened. */
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
