/**
 * Keep-alive connections by origin, one request at a time on each. undici's own pool hides which connection a request
 * got; here it is known, for timing and for telling a connection that died of old age from a target that failed.
 */
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../../core/clock.ts';
import type { Connector } from './guarded-connector.ts';
import type { HttpExchange } from './http-exchange.ts';
import { takeInformationalResponses } from './informational-responses.ts';

/**
 * Milliseconds an unused connection is kept. Less than the 5 s after which Node servers close theirs. Timers stand still
 * while Lambda freezes the function, so the clock is compared at each use too.
 */
export const MAX_IDLE_MS = 4000;

/**
 * Milliseconds after which a connection is not used again. A connection stays with the address that the name had when it was
 * opened; under steady traffic it would never close, and a customer who moves an endpoint in DNS would still get deliveries at
 * the old address. One minute is the longest TTL that AWS recommends for records that fail over, and a handshake a minute for
 * each connection costs nothing measurable.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency.html#rrsets-values-latency-ttl
 */
const MAX_AGE_MS = 60_000;

/** One connection, opened at its first request and again should it have closed in between. */
export interface Connection {
  readonly origin: string;
  readonly client: Client;
  exchange: HttpExchange | undefined;
  idleSince: number;
  openedAt: number;
}

const ignore = () => {};

export class ConnectionPool {
  readonly #idle = new Map<string, Connection[]>();
  readonly #connect: Connector;
  readonly #now: Clock;

  constructor(connect: Connector, now: Clock) {
    this.#connect = connect;
    this.#now = now;
  }

  /** Sends on a pooled connection if there is one, or on a new one when `fresh`; returns when the exchange has ended. */
  async run(
    exchange: HttpExchange,
    origin: string,
    request: Dispatcher.DispatchOptions,
    { fresh }: { fresh: boolean },
  ): Promise<Error | undefined> {
    this.#dropStale();
    const connection = (fresh ? undefined : this.#take(origin)) ?? this.#open(origin);
    connection.exchange = exchange;
    connection.client.dispatch(request, exchange);
    const error = await exchange.ended;
    connection.exchange = undefined;
    if (exchange.reusable) this.#keep(connection);
    else connection.client.destroy().catch(ignore);
    return error;
  }

  /** Closes every idle connection. */
  close(): void {
    for (const connections of this.#idle.values()) {
      for (const { client } of connections) client.destroy().catch(ignore);
    }
    this.#idle.clear();
  }

  /** Takes the connection that was used last, unless it is too old. */
  #take(origin: string): Connection | undefined {
    const oldest = this.#now() - MAX_AGE_MS;
    const idle = this.#idle.get(origin);
    for (let connection = idle?.pop(); connection; connection = idle?.pop()) {
      if (connection.openedAt > oldest) return connection;
      connection.client.destroy().catch(ignore);
    }
    return undefined;
  }

  #keep(connection: Connection): void {
    connection.idleSince = this.#now();
    const others = this.#idle.get(connection.origin);
    if (others) others.push(connection);
    else this.#idle.set(connection.origin, [connection]);
  }

  #dropStale(): void {
    const oldest = this.#now() - MAX_IDLE_MS;
    for (const [origin, connections] of this.#idle) {
      // Taken and put back at the end, so the ones at the start have waited longest.
      while (connections[0] && connections[0].idleSince <= oldest) {
        connections.shift()?.client.destroy().catch(ignore);
      }
      if (connections.length === 0) this.#idle.delete(origin);
    }
  }

  #open(origin: string): Connection {
    const client = new Client(origin, {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: MAX_IDLE_MS,
      keepAliveMaxTimeout: MAX_IDLE_MS,
      // One deadline rules over the whole attempt; undici's own timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        connection.openedAt = this.#now();
        const trace = {};
        if (connection.exchange) connection.exchange.connection = trace;
        this.#connect(target, trace, callback as (error: Error | null, socket: unknown) => void);
      },
    });
    const connection: Connection = { origin, client, exchange: undefined, idleSince: 0, openedAt: 0 };
    takeInformationalResponses(client);
    return connection;
  }
}
