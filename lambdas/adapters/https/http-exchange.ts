/** A POST request and its response, as undici reports them. Ends once, with or without an error. */
import type { Dispatcher } from 'undici';
import type { Timing } from '../../core/delivery/delivery.ts';
import type { ConnectTrace } from './guarded-connector.ts';
import { ResponseReader } from './response-reader.ts';

/** The error with which an exchange ended, if any. It may follow after the start of the response. */
export type Ending = Error | undefined;

/** Largest number of informational responses (1xx) before the final one. */
const MAX_INFORMATIONAL = 100;
const SWITCHING_PROTOCOLS = 101;

export const UNEXPECTED_RESPONSE = 'ERR_UNEXPECTED_RESPONSE';

/** The error of a response that is valid HTTP but cannot be the result of a delivery. */
class UnexpectedResponseError extends Error {
  readonly code = UNEXPECTED_RESPONSE;
}

/** Aborts the socket of a response that is longer than the limit. */
const ENOUGH = new Error('enough of the response has been read');

export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly response = new ResponseReader();
  /** Resolves with the error; with undefined when the response is complete or its limit was read. */
  readonly ended: Promise<Ending>;
  /** Set when a connection was opened for this exchange; undefined for a pooled one. */
  connection: ConnectTrace | undefined;
  /** Whether the connection can be used for another exchange. */
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

  /** Ends the exchange with an error in any phase: queued, resolving, connecting, sending or reading. */
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

  /** Handles an informational response, which precedes the final one. */
  #inform(status: number): void {
    this.#informational += 1;
    if (status === SWITCHING_PROTOCOLS) {
      this.abort(new UnexpectedResponseError('101, a switch to another protocol that was not requested'));
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
