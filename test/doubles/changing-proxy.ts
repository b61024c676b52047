/** An HTTP proxy in front of a server of this machine, which can change requests and responses: a broken deployment. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ProxiedCall {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface ProxiedResponse {
  readonly status: number;
  readonly body: string;
}

/** @param respond returns the response to a call. `forward` sends a call to the server */
export async function startChangingProxy(
  target: string,
  respond: (call: ProxiedCall, forward: (call: ProxiedCall) => Promise<ProxiedResponse>) => Promise<ProxiedResponse>,
) {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: path = '/' } = request;
    const headers = Object.entries(request.headers).filter(
      ([name]) => !/^(host|connection|content-length)$/.test(name),
    );
    const forward = async (call: ProxiedCall) => {
      const forwarded = await fetch(target + call.path, {
        method: call.method,
        headers: headers as [string, string][],
        ...(call.body && { body: call.body }),
      });
      return { status: forwarded.status, body: await forwarded.text() };
    };
    const { status, body } = await respond({ method, path, body: await text(request) }, forward);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
