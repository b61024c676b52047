/** The endpoints of the pacing bench, in a process of their own: one of a destination with a limit, and one of a destination without. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The process starts with this message. */
export interface Endpoints {
  readonly limited: string;
  readonly unlimited: string;
}

/** Event ids and the times of their requests, unix milliseconds. */
export type Requests = readonly (readonly [string, number])[];

const requests: Record<keyof Endpoints, [string, number][]> = { limited: [], unlimited: [] };

async function listen(name: keyof Endpoints): Promise<string> {
  const server = createServer((request, response) => {
    requests[name].push([String(request.headers['webhook-id']), performance.timeOrigin + performance.now()]);
    request.resume().on('end', () => response.end('ok'));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

process.on('message', (name: keyof Endpoints) => process.send?.(requests[name] satisfies Requests));
process.on('disconnect', () => process.exit(0));
process.send?.({ limited: await listen('limited'), unlimited: await listen('unlimited') } satisfies Endpoints);
