/** Keeps an emulator running when a function is terminated during its requests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Handles the requests of functions that were terminated. dynalite throws, which would end this process, when a request is
 * aborted, and when its database is closed while a request is in progress.
 * @returns a function that waits until no request is in progress
 */
export function guardRequests(server: Server): () => Promise<void> {
  const inProgress = new Set<ServerResponse>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { on } = request;
    on.call(request, 'error', () => {});
    on.call(request, 'end', () => inProgress.add(response));
    request.on = function (this: IncomingMessage, ...[event, listener]: Parameters<typeof on>) {
      return event === 'error' ? this : on.call(this, event, listener);
    } as typeof on;
    // Called for every request that was read completely, even if its caller has closed the connection.
    const { end } = response;
    response.end = function (this: ServerResponse, ...args: unknown[]) {
      inProgress.delete(response);
      return Reflect.apply(end, this, args);
    } as typeof end;
  });
  return async () => {
    while (inProgress.size > 0) await pause(5);
  };
}
