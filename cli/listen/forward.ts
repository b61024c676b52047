/** Forwards an event to a local endpoint, signed like a webhook. */
import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LocalResponse } from '../../api-client/listen/frames.ts';
import { signatureHeaders } from '../../lambdas/contract/delivery/signature.ts';
import { UsageError } from '../errors.ts';

export interface ForwardOptions {
  readonly url: URL;
  /** Returns the current secret, `whsec_…`. */
  readonly secret: () => string;
  /** Added to the headers of a webhook; replaces those with the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Do not verify the certificate of the server. */
  readonly skipVerify: boolean;
  readonly timeoutMs?: number;
}

export interface Outgoing {
  readonly eventId: string;
  readonly body: string;
  /** The headers of a webhook. The signatures are replaced. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Forwarder {
  /** @throws Error with the reason when there is no response */
  send(event: Outgoing): Promise<LocalResponse>;
  close(): void;
}

const TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 64 * 1024;

export function createForwarder({
  url,
  secret,
  headers: own,
  skipVerify,
  timeoutMs = TIMEOUT_MS,
}: ForwardOptions): Forwarder {
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  return {
    async send({ eventId, body: text, headers }) {
      const body = Buffer.from(text);
      const signed = signatureHeaders({
        body,
        messageId: eventId,
        timestampSeconds: Math.floor(Date.now() / 1000),
        secrets: [secret()],
        stripeHeaderName: signatureHeaderIn(headers),
      });
      const all = merged({ 'content-type': 'application/json; charset=utf-8' }, headers, signed, own);
      const options: RequestOptions & { rejectUnauthorized?: boolean } = {
        method: 'POST',
        headers: { ...all, 'content-length': String(body.length) },
        agent,
        ...(secure ? { rejectUnauthorized: !skipVerify } : {}),
      };
      const started = performance.now();
      try {
        const response = await exchange(url, options, body, timeoutMs).catch((error) => {
          // The server can close a keep-alive connection at the moment it is reused. That is not a failure of the server.
          if (!(error instanceof ClosedBeforeUse)) throw error;
          return exchange(url, { ...options, agent: false }, body, timeoutMs);
        });
        return { ...response, durationMs: Math.round(performance.now() - started) };
      } catch (error) {
        throw new Error(reasonOf(error as NodeJS.ErrnoException, timeoutMs), { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

/** Merges headers. Names are compared without case; the last one counts. */
function merged(...all: Readonly<Record<string, string>>[]): Record<string, string> {
  const result = new Map<string, [string, string]>();
  for (const headers of all)
    for (const [name, value] of Object.entries(headers)) result.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(result.values());
}

/** Returns the name of the header that contains the signature. A platform can change it. */
const signatureHeaderIn = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers).find(([, value]) => /^t=\d+,v1=/.test(value))?.[0] ?? 'Stripe-Signature';

/** A keep-alive connection was closed before it was reused. */
class ClosedBeforeUse extends Error {}

function exchange(
  url: URL,
  options: RequestOptions,
  body: Buffer,
  timeoutMs: number,
): Promise<Omit<LocalResponse, 'durationMs'>> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        if (bytes < MAX_BODY_BYTES) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(deadline);
        const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(headers),
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    const deadline = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(deadline);
      reject(isClosed(error) && request.reusedSocket ? new ClosedBeforeUse(undefined, { cause: error }) : error);
    });
    request.end(body);
  });
}

const isClosed = ({ code }: NodeJS.ErrnoException): boolean => code === 'ECONNRESET' || code === 'EPIPE';

function reasonOf(error: NodeJS.ErrnoException, timeoutMs: number): string {
  const { code, message } = error;
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ENOTFOUND') return 'the host name cannot be resolved';
  if (code === 'ETIMEDOUT') return `no response within ${timeoutMs / 1000} seconds`;
  if (isClosed(error)) return 'the connection was closed before the response';
  if (/CERT|SELF_SIGNED/.test(code ?? ''))
    return `the certificate is not trusted (${code}). To accept it, add --skip-verify`;
  return message || code || 'no response';
}

/** `3000`, `:3000/hook`, `localhost:3000/hook`, or a whole URL. @throws UsageError */
export function forwardUrl(text: string): URL {
  const local = /^:?(\d{1,5})(\/.*)?$/.exec(text);
  const whole = local
    ? `http://localhost:${local[1]}${local[2] ?? ''}`
    : /^https?:\/\//i.test(text)
      ? text
      : `http://${text}`;
  if (URL.canParse(whole)) return new URL(whole);
  throw new UsageError(`"${text}" is not a valid address to forward to.`, {
    next: 'Use an address such as localhost:3000/hook',
  });
}
