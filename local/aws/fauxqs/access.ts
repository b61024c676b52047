/** Makes fauxqs refuse the requests for queues and topics that the policies do not allow. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessControl } from '../access-control.ts';

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly localPort?: number };
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

interface Reply {
  status(code: number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
}

interface Router {
  handle(request: Request, reply: Reply): Promise<unknown>;
}

/** By the port of an instance of fauxqs, because the routers do not know their instance. */
const byPort = new Map<number, AccessControl>();
let isPatched = false;

/** Controls the access to the instance at a port. Returns a function that ends it. */
export function controlAccess(port: number, access: AccessControl): () => void {
  byPort.set(port, access);
  return () => byPort.delete(port);
}

export async function patchAccess(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const load = (file: string) => import(new URL(file, import.meta.resolve('fauxqs')).href);
  const { SqsRouter }: { SqsRouter: { prototype: Router } } = await load('sqs/sqsRouter.js');
  const { SnsRouter }: { SnsRouter: { prototype: Router } } = await load('sns/snsRouter.js');
  patch(SqsRouter, ({ headers }) => String(headers['x-amz-target']).replace('AmazonSQS.', ''));
  patch(SnsRouter, ({ body }) => String(body?.Action));
}

function patch({ prototype }: { prototype: Router }, operationOf: (request: Request) => string): void {
  const { handle } = prototype;
  prototype.handle = async function (this: Router, request, reply) {
    const access = byPort.get(request.socket.localPort ?? 0);
    const refused = access?.refusalOf(request.headers, operationOf(request), request.body ?? {});
    if (!refused) return handle.call(this, request, reply);
    reply.status(refused.status).headers(refused.headers);
    return refused.body;
  };
}
