/** A webhook endpoint on this machine that collects requests and returns configured responses. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WAIT_MS } from '../limits.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface EndpointResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Milliseconds before it responds. */
  readonly after?: number;
}

/** @param respond returns the response for a request and the number of earlier ones with the same webhook-id and path */
export async function startReceiver(
  respond: (request: Received, before: number) => EndpointResponse | Promise<EndpointResponse> = () => ({
    status: 200,
  }),
) {
  const received: Received[] = [];
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const entry = {
        path: request.url ?? '/',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        at: Date.now(),
      };
      const key = `${entry.path} ${entry.headers['webhook-id']}`;
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      received.push(entry);
      const { status, headers, body, after = 0 } = await respond(entry, before);
      setTimeout(() => response.writeHead(status, headers).end(body ?? ''), after);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    at: (path: string) => received.filter((request) => request.path === path),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Milliseconds between two checks: at the start of a wait, and at most. */
const CHECK_MS = [20, 1_000] as const;

/** Waits until `check` returns something, and returns that. Throws at once what `check` throws. */
export async function until<T>(what: string, check: () => T | Promise<T>): Promise<Exclude<T, Falsy>> {
  const startedAt = performance.now();
  for (;;) {
    const found = await check();
    if (found) return found as Exclude<T, Falsy>;
    const waited = performance.now() - startedAt;
    if (waited > WAIT_MS) throw new Error(`Waited too long until ${what}`);
    // A check that calls the API costs the platform as much as any call, so that a longer wait makes fewer checks.
    await pause(Math.min(CHECK_MS[1], Math.max(CHECK_MS[0], waited / 10)));
  }
}

type Falsy = false | 0 | '' | null | undefined;
