/** The endpoints of the isolation bench, in a process of their own: a healthy one, and one that can be made to misbehave. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the second endpoint treats requests. */
export type Behavior = 'healthy' | 'hanging' | 'dripping' | 'refusing' | 'failing';

/** The process starts with this message. */
export interface Endpoints {
  readonly healthy: string;
  readonly second: string;
}

/** Commands to the process. It responds to each. */
export type Command = { readonly behave: Behavior } | 'arrivals';

/** Event ids and the time of their first request to the healthy endpoint, unix milliseconds. */
export type Arrivals = readonly (readonly [string, number])[];

const DRIP_MS = 1_000;
/** One request in so many fails. */
const FAILS_EACH = 10;

/** Returns the time with the precision of the monotonic clock, unix milliseconds. */
const now = (): number => performance.timeOrigin + performance.now();

type Respond = (response: ServerResponse) => void;

/** Sends the status and a byte now and then. The response never ends. */
const drip: Respond = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  const timer = setInterval(() => response.write('.'), DRIP_MS);
  response.once('close', () => clearInterval(timer));
};

let requests = 0;
const BEHAVIORS: Readonly<Record<Exclude<Behavior, 'refusing'>, Respond>> = {
  healthy: (response) => response.end('ok'),
  hanging: () => {},
  dripping: drip,
  failing: (response) => response.writeHead(++requests % FAILS_EACH === 0 ? 503 : 200).end(),
};

const arrivals = new Map<string, number>();
let respond = BEHAVIORS.healthy;

const read = (request: IncomingMessage, whenRead: () => void) => request.resume().on('end', whenRead);
const healthy = createServer((request, response) => {
  const id = String(request.headers['webhook-id']);
  if (!arrivals.has(id)) arrivals.set(id, now());
  read(request, () => response.end('ok'));
});
const second = createServer((request, response) => read(request, () => respond(response)));

async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

process.on('message', (command: Command) => {
  if (command === 'arrivals') {
    process.send?.([...arrivals] satisfies Arrivals);
    return;
  }
  if (command.behave === 'refusing') {
    second.close();
    second.closeAllConnections();
  } else respond = BEHAVIORS[command.behave];
  process.send?.('done');
});
process.on('disconnect', () => process.exit(0));
process.send?.({ healthy: await listen(healthy), second: await listen(second) } satisfies Endpoints);
