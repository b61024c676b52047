/** One POST and its answer, as undici reports it. Settles once, with an error or without. */
import type { Dispatcher } from 'undici';
import type { Timing } from '../core/delivery.ts';
import type { ConnectTrace } from './guarded-connector.ts';
import { ResponseReader } from './response-reader.ts';

/** How an exchange ended; the response may have begun before an error. */
export type Ending = Error | undefined;

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
    // 1xx are announcements; the answer is still to come.
    if (status < 200) return;
    this.#firstByte = performance.now() - this.#sentAt;
    this.response.start(status, headers);
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
