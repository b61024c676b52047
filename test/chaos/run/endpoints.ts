/** The customers' endpoints: one server with a path for each destination. It checks signatures as a customer does, and records what arrives. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

/** The requests of one event that arrived at one destination. */
export interface Arrivals {
  /** When the requests were accepted, unix milliseconds. */
  readonly accepted: number[];
  /** Digest of the event in each different accepted body. */
  readonly digests: Set<string>;
  /** Number of requests that received the intended error response. */
  refused: number;
  /** Number of requests with a valid signature and a time that is wrong by minutes. They receive a 400. */
  offTime: number;
  /** Number of requests with an invalid signature or with another event's id. They receive a 400. */
  invalid: number;
}

/** Returns the status of the response to a request whose signature is valid. `reset` closes the connection without a response. */
export type Behaviour = (eventId: string, before: number) => number | 'reset';

export interface Endpoint {
  readonly path: string;
  readonly behave: Behaviour;
  /** Signing secrets that are valid now. */
  readonly secrets: Set<string>;
  /** By event id. */
  readonly arrivals: Map<string, Arrivals>;
}

export interface Endpoints {
  readonly url: string;
  readonly open: (path: string, behave: Behaviour) => Endpoint;
  readonly stop: () => Promise<void>;
}

export async function startEndpoints(): Promise<Endpoints> {
  const endpoints: Endpoint[] = [];
  const server = createServer(async (request, response) => {
    const text = await textOf(request).catch(() => undefined);
    const endpoint = endpoints.find(({ path }) => request.url?.startsWith(path));
    // The function was terminated while it sent the request.
    if (text === undefined || !endpoint) return void request.socket.destroy();
    const eventId = String(request.headers['webhook-id']);
    const arrivals = arrivalsOf(endpoint, eventId);
    const validity = check(text, request.headers as Record<string, string>, endpoint.secrets);
    if (validity !== 'valid') arrivals[validity] += 1;
    const reply = validity === 'valid' ? endpoint.behave(eventId, arrivals.refused) : 400;
    if (reply === 200) {
      arrivals.accepted.push(Date.now());
      arrivals.digests.add(digestOfBody(text, eventId));
    } else if (validity === 'valid') arrivals.refused += 1;
    if (reply === 'reset') request.socket.destroy();
    else response.writeHead(reply).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(path, behave) {
      const endpoint = { path, behave, secrets: new Set<string>(), arrivals: new Map<string, Arrivals>() };
      endpoints.push(endpoint);
      return endpoint;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function arrivalsOf({ arrivals }: Endpoint, eventId: string): Arrivals {
  const known = arrivals.get(eventId) ?? { accepted: [], digests: new Set(), refused: 0, offTime: 0, invalid: 0 };
  arrivals.set(eventId, known);
  return known;
}

/** Checks a request with the libraries of Stripe and of Standard Webhooks. */
function check(
  text: string,
  headers: Record<string, string>,
  secrets: Iterable<string>,
): 'valid' | 'offTime' | 'invalid' {
  let result: 'offTime' | 'invalid' = 'invalid';
  for (const secret of secrets) {
    try {
      Stripe.webhooks.constructEvent(text, headers['stripe-signature'] ?? '', secret);
      new Webhook(secret).verify(text, headers);
      return 'valid';
    } catch (error) {
      // Stripe's library checks the time after the signature, and only whether it is too old.
      if (/timestamp (outside|too)/i.test((error as Error).message)) result = 'offTime';
    }
  }
  return result;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Returns the digest of the type and the data of an event, in the order of its fields. */
export const digestOfEvent = (type: string, data: unknown): string => sha256(JSON.stringify([type, data]));

function digestOfBody(text: string, eventId: string): string {
  const { id, type, data } = JSON.parse(text);
  return id === eventId ? digestOfEvent(type, data) : `the body is that of ${id}`;
}
