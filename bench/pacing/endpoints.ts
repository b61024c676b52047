/** The endpoints of the pacing bench, in a process of their own, one for each destination. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The process starts with this message. */
export interface Endpoints {
  /** Receives a burst without a limit. */
  readonly control: string;
  /** Receives the same burst with a limit. */
  readonly limited: string;
  /** Receives a few events a second beside both. */
  readonly beside: string;
}

/** Event ids and the times of their requests, unix milliseconds. */
export type Requests = readonly (readonly [string, number])[];

const requests: Record<keyof Endpoints, [string, number][]> = { control: [], limited: [], beside: [] };

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
process.send?.({
  control: await listen('control'),
  limited: await listen('limited'),
  beside: await listen('beside'),
} satisfies Endpoints);
