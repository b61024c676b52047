/** One address for all AWS services, as LocalStack has it. It is in front of the emulators and can refuse calls. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsEndpoints } from '../../local/aws/emulators.ts';

/** A call to AWS: `PutItem`, `SendMessage` …, with its body. */
export interface AwsCall {
  /** Access key of the caller. Functions use their name as the key. */
  readonly caller: string;
  readonly operation: string;
  readonly body: string;
}

const THROTTLED = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' });

/** Returns the table of a call for one item, a query or a batch. */
function tablesIn(body: string): string[] {
  const { TableName, RequestItems = {} } = JSON.parse(body || '{}');
  return TableName ? [TableName] : Object.keys(RequestItems);
}

export async function startAwsRouter(endpoints: AwsEndpoints) {
  let refuses: (call: AwsCall) => boolean = () => false;
  const refused: AwsCall[] = [];
  const made = new Map<string, Omit<AwsCall, 'body'> & { readonly table: string }>();
  const router = createServer(async (incoming, outgoing) => {
    const { method = 'POST', headers, url = '/' } = incoming;
    const [, caller = '', service] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([a-z]+)\//.exec(headers.authorization ?? '') ?? [];
    const target = { dynamodb: endpoints.dynamodb, sqs: endpoints.sqs }[service ?? ''] ?? endpoints.kms;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const call = { caller, operation, body: body.toString() };
    for (const table of service === 'dynamodb' ? tablesIn(call.body) : [])
      made.set(`${caller} ${operation} ${table}`, { caller, operation, table });
    if (refuses(call)) {
      refused.push(call);
      return outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(THROTTLED);
    }
    const onward = request(target + url, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  router.listen(0, '127.0.0.1');
  await once(router, 'listening');
  return {
    url: `http://127.0.0.1:${(router.address() as AddressInfo).port}`,
    /** Each kind of call that was made to DynamoDB, with its caller and table. */
    calls: () => [...made.values()],
    /** Throttles matching calls from now on, or none without a predicate. Returns the list of throttled calls. */
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
