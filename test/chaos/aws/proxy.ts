/** One address for all AWS services, as LocalStack has it, in front of the emulators. Layers change what passes through it. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { AwsEndpoints } from '../../../local/aws/emulators.ts';
import type { AwsCall, AwsReply, Handle, Layer } from './call.ts';

/** Longest time that a caller without a time limit of its own waits for a response that does not come, milliseconds. */
const NO_RESPONSE_MS = 3_000;

export interface AwsProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the proxy on a free port.
 * @param endpoints returns the emulators; undefined while they do not run: connections are then reset
 * @param layers the first one sees a call first
 */
export async function startAwsProxy(
  endpoints: () => AwsEndpoints | undefined,
  layers: readonly Layer[] = [],
): Promise<AwsProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming).catch(() => undefined);
    // The caller was terminated while it sent the request.
    if (body === undefined) return;
    const forward: Handle = async (call) => {
      const target = targetOf(endpoints(), call.service);
      return target === undefined ? 'reset' : send(agent, target, incoming, call.body);
    };
    const handle = layers.reduceRight<Handle>((next, layer) => (call) => layer(call, next), forward);
    const reply = await handle({ ...callOf(incoming.headers), body, isAbandoned: () => outgoing.destroyed });
    if (reply === 'reset') incoming.socket.destroy();
    else if (reply === 'no_response') setTimeout(() => incoming.socket.destroy(), NO_RESPONSE_MS).unref();
    else outgoing.writeHead(reply.status, { ...reply.headers, ...lengthOf(reply.body) }).end(reply.body);
  });
  // A poll of a queue waits for 20 s at most.
  server.keepAliveTimeout = 30_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** KMS, STS, Secrets Manager and EventBridge are one endpoint. */
const targetOf = (endpoints: AwsEndpoints | undefined, service: string): string | undefined =>
  endpoints && ({ dynamodb: endpoints.dynamodb, sqs: endpoints.sqs }[service] ?? endpoints.kms);

/**
 * Reads the signature and the headers of the SDK.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request
 * `retryMiddleware.js` of `@smithy/core` sets the headers.
 */
function callOf(headers: IncomingHttpHeaders): Omit<AwsCall, 'body' | 'isAbandoned'> {
  const [, caller = '', service = ''] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([a-z]+)\//.exec(headers.authorization ?? '') ?? [];
  const [operation = ''] = String(headers['x-amz-target'] ?? '')
    .split('.')
    .slice(-1);
  const [, attempt = '1'] = /attempt=(\d+)/.exec(String(headers['amz-sdk-request'])) ?? [];
  const invocation = String(headers['amz-sdk-invocation-id'] ?? '');
  return { service, operation, caller, invocation, attempt: Number(attempt) };
}

const lengthOf = (body: string) => ({ 'content-length': Buffer.byteLength(body) });

/** Sends a request on. An emulator that stops resets the connection. */
function send(agent: Agent, target: string, incoming: IncomingMessage, body: string): Promise<AwsReply> {
  const { method = 'POST', url = '/', headers } = incoming;
  const { 'transfer-encoding': _encoding, connection: _connection, ...others } = headers;
  return new Promise((resolve) => {
    const options = { method, agent, headers: { ...others, ...lengthOf(body) } };
    const onward = request(target + url, options, async (response) => {
      const { 'transfer-encoding': _chunked, connection: _keep, ...received } = response.headers;
      const text = await textOf(response).catch(() => undefined);
      resolve(text === undefined ? 'reset' : { status: response.statusCode ?? 502, headers: received, body: text });
    });
    onward.on('error', () => resolve('reset'));
    onward.end(body);
  });
}
