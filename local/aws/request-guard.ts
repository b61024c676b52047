/** Keeps an emulator alive through what functions that are terminated leave behind. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * dynalite throws, which would end this process, when it hears that a request broke off, and when its database is closed
 * under a request; a function that is terminated breaks requests off and leaves them to be worked on.
 * @returns waits until no request is worked on
 */
export function guardRequests(server: Server): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { on } = request;
    on.call(request, 'error', () => {});
    on.call(request, 'end', () => underWay.add(response));
    request.on = function (this: IncomingMessage, ...[event, listener]: Parameters<typeof on>) {
      return event === 'error' ? this : on.call(this, event, listener);
    } as typeof on;
    // Called for every request that was read whole, also when nobody is there any more to get the answer.
    const { end } = response;
    response.end = function (this: ServerResponse, ...args: unknown[]) {
      underWay.delete(response);
      return Reflect.apply(end, this, args);
    } as typeof end;
  });
  return async () => {
    while (underWay.size > 0) await pause(5);
  };
}
