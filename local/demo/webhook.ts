/** A webhook endpoint that checks every request like a customer and records it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import type { Arrival } from './reconcile.ts';

export interface WebhookReceiver {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Signing secret of the destination. Known after the destination is created with this URL. */
  trust(secret: string): void;
  stop(): Promise<void>;
}

/**
 * Starts the endpoint.
 * @param failures number of attempts of each event that receive a 503 before one is accepted
 * @param onArrival called with each request after the response
 */
export async function startWebhook(failures: number, onArrival: (arrival: Arrival) => void): Promise<WebhookReceiver> {
  const arrivals: Arrival[] = [];
  const tries = new Map<string, number>();
  let secret = '';
  const server = createServer(async (request, response) => {
    const text = await readText(request);
    const eventId = String(request.headers['webhook-id']);
    const before = tries.get(eventId) ?? 0;
    tries.set(eventId, before + 1);
    const accepted = before >= failures;
    response.writeHead(accepted ? 200 : 503).end();
    const headers = request.headers as Record<string, string>;
    const arrival = {
      eventId,
      body: parsed(text),
      bytes: Buffer.byteLength(text),
      accepted,
      signatures: {
        stripe: passes(() => Stripe.webhooks.constructEvent(text, headers['stripe-signature'] ?? '', secret)),
        standardWebhooks: passes(() => new Webhook(secret).verify(text, headers)),
      },
    };
    arrivals.push(arrival);
    onArrival(arrival);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    arrivals,
    trust: (known) => {
      secret = known;
    },
    stop: () => close(server),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns whether a check passes. Both libraries throw when a signature is invalid. */
function passes(verify: () => unknown): boolean {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
