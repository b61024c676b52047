/** Stands before an emulator: reads each request, refuses it where the policies do, and hands it on complete. */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { RefusalResponse } from '../permissions/refusal-response.ts';

/** Returns the refusal of a request, or undefined. */
export type Refuse = (headers: IncomingMessage['headers'], body: Buffer) => RefusalResponse | undefined;

/**
 * Hands over requests only when they are complete, as functions can be terminated during their requests: dynalite throws, which would
 * end this process, when a request is aborted, and when its database is closed while a request is in progress.
 * @returns a function that waits until no request is in progress
 */
export function guardRequests(server: Server, refuse: Refuse = () => undefined): () => Promise<void> {
  const inProgress = new Set<ServerResponse>();
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const refused = refuse(request.headers, body);
      if (refused) return void response.writeHead(refused.status, refused.headers).end(refused.body);
      inProgress.add(response);
      const { end } = response;
      // Called for every request that was handed over, even if its caller has closed the connection.
      response.end = function (this: ServerResponse, ...args: unknown[]) {
        inProgress.delete(response);
        return Reflect.apply(end, this, args);
      } as typeof end;
      for (const listener of listeners) listener(complete(request, body), response);
    });
  });
  return async () => {
    while (inProgress.size > 0) await pause(5);
  };
}

/** Returns a request that was read, to be read again. */
function complete({ headers, method, url }: IncomingMessage, body: Buffer): IncomingMessage {
  const again = Object.assign(new Readable({ read: () => {} }), { headers, method, url });
  if (body.length > 0) again.push(body);
  again.push(null);
  return again as unknown as IncomingMessage;
}
