/**
 * Pools keep-alive connections by origin, with one request at a time on each. The pool of undici does not show which connection a
 * request uses. This one does, to measure times and to distinguish a closed pooled connection from a failing endpoint.
 */
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../../core/clock.ts';
import type { Connector } from './guarded-connector.ts';
import type { HttpExchange } from './http-exchange.ts';
import { takeInformationalResponses } from './informational-responses.ts';

/**
 * Time for which an unused connection stays in the pool, milliseconds: less than the 5 s after which Node servers close it. Timers
 * do not run while Lambda freezes the function, so each use compares the clock too.
 */
export const MAX_IDLE_MS = 4000;

/**
 * Age after which a connection is not used again, milliseconds. With steady traffic a connection would otherwise stay open, and an
 * endpoint that was moved in DNS would still receive deliveries at its old address. One minute is the longest TTL that AWS
 * recommends for records that fail over, and a handshake a minute for each connection has no measurable cost.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency.html#rrsets-values-latency-ttl
 */
const MAX_AGE_MS = 60_000;

/** A connection. It is opened at its first request, and again when it was closed since. */
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

  /**
   * Sends a request on a pooled connection, or on a new one if there is none or with `fresh`.
   * @returns the error of the exchange, when it has ended
   */
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
    if (exchange.reusable) this.#release(connection);
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

  #release(connection: Connection): void {
    connection.idleSince = this.#now();
    const others = this.#idle.get(connection.origin);
    if (others) others.push(connection);
    else this.#idle.set(connection.origin, [connection]);
  }

  #dropStale(): void {
    const oldest = this.#now() - MAX_IDLE_MS;
    for (const [origin, connections] of this.#idle) {
      // Connections are taken from and added to the end, so the first ones have been idle longest.
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
      // The timeout of the attempt applies to all phases, so the timers of undici are not needed.
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
