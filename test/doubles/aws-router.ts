/** One address for all AWS services, as LocalStack has it, in front of the emulators, that can refuse calls. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsEndpoints } from '../../local/aws/emulators.ts';

/** A call to AWS: `PutItem`, `SendMessage` …, with its body. */
export interface AwsCall {
  readonly operation: string;
  readonly body: string;
}

const THROTTLED = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' });

export async function startAwsRouter(endpoints: AwsEndpoints) {
  let refuses: (call: AwsCall) => boolean = () => false;
  const refused: AwsCall[] = [];
  const router = createServer(async (incoming, outgoing) => {
    const { method = 'POST', headers, url = '/' } = incoming;
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([a-z]+)\//.exec(headers.authorization ?? '')?.[1];
    const target = { dynamodb: endpoints.dynamodb, sqs: endpoints.sqs }[service ?? ''] ?? endpoints.kms;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const call = { operation: String(headers['x-amz-target']).split('.').at(-1) ?? '', body: body.toString() };
    if (refuses(call)) {
      refused.push(call);
      return outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(THROTTLED);
    }
    const onward = request(target + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  router.listen(0, '127.0.0.1');
  await once(router, 'listening');
  return {
    url: `http://127.0.0.1:${(router.address() as AddressInfo).port}`,
    /** Throttles calls from now on; none without a predicate. Returns those that it throttles. */
    refuse(predicate: (call: AwsCall) => boolean = () => false): readonly AwsCall[] {
      refuses = predicate;
      refused.length = 0;
      return refused;
    },
    stop: () => {
      router.closeAllConnections();
      return new Promise((resolve) => router.close(resolve));
    },
  };
}
