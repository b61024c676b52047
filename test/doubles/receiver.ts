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

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Milliseconds before answering. */
  readonly after?: number;
}

/** @param answer decides by the request and how many came before it with the same webhook-id and path */
export async function startReceiver(
  answer: (request: Received, before: number) => Answer | Promise<Answer> = () => ({ status: 200 }),
) {
  const received: Received[] = [];
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const one = {
        path: request.url ?? '/',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        at: Date.now(),
      };
      const key = `${one.path} ${one.headers['webhook-id']}`;
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      received.push(one);
      const { status, headers, body, after = 0 } = await answer(one, before);
      setTimeout(() => response.writeHead(status, headers).end(body ?? ''), after);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    at: (path: string) => received.filter((one) => one.path === path),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Milliseconds between two probes at the begin of a wait, and at most. */
const PROBE_MS = [20, 1_000] as const;

/** Waits until `probe` returns something, and returns that. Throws at once what `probe` throws. */
export async function until<T>(what: string, probe: () => T | Promise<T>): Promise<Exclude<T, Falsy>> {
  const began = performance.now();
  for (;;) {
    const found = await probe();
    if (found) return found as Exclude<T, Falsy>;
    const waited = performance.now() - began;
    if (waited > WAIT_MS) throw new Error(`Waited in vain until ${what}`);
    // A probe that calls the API costs the platform as much as any call: the longer a wait, the fewer probes.
    await pause(Math.min(PROBE_MS[1], Math.max(PROBE_MS[0], waited / 10)));
  }
}

type Falsy = false | 0 | '' | null | undefined;
