/** Sends events to webhook endpoints: one signed POST request with a timeout. */

import type { Clock } from '../../core/clock.ts';
import type { SendResult } from '../../core/delivery/delivery.ts';
import type { Sender, SendRequest } from '../../core/delivery/ports.ts';
import type { SecretBox } from '../../core/destination/ports.ts';
import { classifyResponse } from '../../core/destination/types/webhook/classify-response.ts';
import type { WebhookDestination } from '../../core/destination/types/webhook/destination.ts';
import { signatureHeaders } from '../../core/destination/types/webhook/signature.ts';
import { USER_AGENT } from '../../core/user-agent.ts';
import { DecryptedSecrets } from '../secrets/decrypted-secrets.ts';
import { DEADLINE, describeSendError, isClosedByPeer } from '../send-errors.ts';
import { preparationMs } from '../time-limit.ts';
import { ConnectionPool } from './connection-pool.ts';
import { createConnector, type LookupAll } from './guarded-connector.ts';
import { HttpExchange } from './http-exchange.ts';

export interface HttpsSenderOptions {
  readonly secrets: SecretBox;
  readonly now: Clock;
  /** Longest time of an attempt, milliseconds. Limits its preparation. */
  readonly timeoutMs: number;
  /** Name of the header with the signature in Stripe's form. */
  readonly signatureHeader: string;
  /** Whether private addresses are allowed, for local development. */
  readonly permitPrivate: boolean;
  /** The lookup of the system when omitted. */
  readonly lookup?: LookupAll;
}

export interface HttpsSender extends Sender<WebhookDestination> {
  /** Closes pooled connections. */
  close(): void;
}

class DeadlineError extends Error {
  readonly code = DEADLINE;
}

export function createHttpsSender(options: HttpsSenderOptions): HttpsSender {
  const { now, signatureHeader, permitPrivate, lookup } = options;
  const secrets = new DecryptedSecrets(options.secrets, preparationMs(options.timeoutMs));
  const pool = new ConnectionPool(createConnector({ permitPrivate, lookup }), now);

  /** @param timeoutMs milliseconds from the name lookup to the last byte of the response */
  async function exchangeOnce(url: URL, headers: Record<string, string>, body: Buffer, timeoutMs: number) {
    const started = performance.now();
    const request = { path: url.pathname + url.search, method: 'POST', headers, body };
    let exchange = new HttpExchange();
    const deadline = setTimeout(() => exchange.abort(timedOut(exchange, timeoutMs)), timeoutMs);
    let error = await pool.run(exchange, url.origin, request, { fresh: false });
    // An endpoint may close a pooled connection just when it is used again, which is not a failure of the endpoint. It may have
    // received the request, and then receives it twice with the same `webhook-id`: delivery is at least once.
    if (error && isClosedByPeer(error) && !exchange.connection && exchange.response.status === undefined) {
      exchange = new HttpExchange();
      error = await pool.run(exchange, url.origin, request, { fresh: true });
    }
    clearTimeout(deadline);
    return { exchange, error, durationMs: performance.now() - started };
  }

  return {
    /** @throws Error when a secret cannot be decrypted: an internal error, for which no attempt is recorded */
    async send(request: SendRequest<WebhookDestination>): Promise<SendResult> {
      const { destination, event, body: text, timeoutMs } = request;
      const { webhookEndpoint: endpoint } = destination;
      const url = new URL(endpoint.url);
      const body = Buffer.from(text);
      const sentAt = now();
      const active = endpoint.secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > sentAt);
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': USER_AGENT,
        'cache-control': 'no-cache',
        ...signatureHeaders({
          body,
          messageId: event.id,
          timestampSeconds: Math.floor(sentAt / 1000),
          secrets: await secrets.open(destination, active),
          stripeHeaderName: signatureHeader,
        }),
      };
      request.onStart?.();
      const { exchange, error, durationMs } = await exchangeOnce(url, headers, body, timeoutMs);
      const { status, headers: received, excerpt, truncated } = exchange.response;
      const described = error && describeSendError(error, url.host);
      return {
        ...classifyResponse({ status, headers: received, error: described }, url.host, now()),
        durationMs,
        timing: exchange.timing,
        // undici adds the first two.
        requestHeaders: { host: url.host, 'content-length': String(body.length), ...headers },
        responseHeaders: received,
        responseExcerpt: excerpt,
        responseTruncated: truncated,
      };
    },
    close: () => pool.close(),
  };
}

/** Returns the error of a timeout, with the phase in which it occurred. */
function timedOut({ response, connection, timing }: HttpExchange, timeoutMs: number): DeadlineError {
  const phases: readonly [boolean, string][] = [
    [response.status !== undefined, `the response started with status ${response.status} but was not complete`],
    [!connection || timing.tls !== undefined, 'the request was sent and no response was received'],
    [connection?.socket?.connecting === false, 'the endpoint accepted the connection but did not respond'],
    [timing.dns !== undefined, 'the connection was not accepted'],
  ];
  const [, phase] = phases.find(([holds]) => holds) ?? [true, 'the connection was not made'];
  return new DeadlineError(`The attempt took longer than ${timeoutMs / 1000} s: ${phase}.`);
}
