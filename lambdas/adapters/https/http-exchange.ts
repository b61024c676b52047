/** One POST and its answer, as undici reports it. Settles once, with an error or without. */
import type { Dispatcher } from 'undici';
import type { Timing } from '../../core/delivery/delivery.ts';
import type { ConnectTrace } from './guarded-connector.ts';
import { ResponseReader } from './response-reader.ts';

/** How an exchange ended; the response may have begun before an error. */
export type Ending = Error | undefined;

/** Informational responses (1xx) that are taken before the final one. */
const MAX_INFORMATIONAL = 100;
const SWITCHING_PROTOCOLS = 101;

export const UNEXPECTED_RESPONSE = 'ERR_UNEXPECTED_RESPONSE';

/** Thrown for a response that is valid HTTP and not what a delivery can end with. */
class UnexpectedResponseError extends Error {
  readonly code = UNEXPECTED_RESPONSE;
}

/** Aborts the socket of an answer that is longer than is read. */
const ENOUGH = new Error('enough of the response has been read');

export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly response = new ResponseReader();
  /** Resolves with the error, or with nothing when the answer is complete or enough of it has been read. */
  readonly ended: Promise<Ending>;
  /** Set when a connection was opened for this exchange; absent when a pooled one was used. */
  connection: ConnectTrace | undefined;
  /** Whether the connection may carry another exchange. */
  reusable = false;
  #end!: (error: Ending) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #sentAt = 0;
  #firstByte: number | undefined;
  #informational = 0;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get timing(): Timing {
    const { dns, connect, tls } = this.connection ?? {};
    return {
      ...(dns === undefined ? {} : { dns }),
      ...(connect === undefined ? {} : { connect }),
      ...(tls === undefined ? {} : { tls }),
      ...(this.#firstByte === undefined ? {} : { first_byte: this.#firstByte }),
    };
  }

  /** Gives up, whatever phase it is in: queued, resolving, connecting, sending or reading. */
  abort(reason: Error): void {
    this.#settle(reason);
    this.#controller?.abort(reason);
    this.connection?.socket?.destroy(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sentAt = performance.now();
    if (this.#settled) controller.abort(ENOUGH);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) {
      this.#inform(status);
      return;
    }
    this.#firstByte = performance.now() - this.#sentAt;
    this.response.start(status, headers);
  }

  /** The final response is still to come. */
  #inform(status: number): void {
    this.#informational += 1;
    if (status === SWITCHING_PROTOCOLS) {
      this.abort(new UnexpectedResponseError('101, a switch to another protocol that was not asked for'));
    } else if (this.#informational > MAX_INFORMATIONAL) {
      this.abort(new UnexpectedResponseError(`more than ${MAX_INFORMATIONAL} informational responses (1xx)`));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled || this.response.add(chunk)) return;
    this.#settle(undefined);
    controller.abort(ENOUGH);
  }

  onResponseEnd(): void {
    this.reusable = !this.#settled;
    this.#settle(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error);
  }

  #settle(error: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#end(error);
  }
}
