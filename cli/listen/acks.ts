import { newestAck } from '../../api-client/listen/newest-ack.ts';

/**
 * Sends acknowledgements in the order of arrival. An acknowledgement includes all events before it, so it waits until they
 * are processed too.
 */
export class Acks {
  private readonly waiting: { readonly text: string; done: boolean }[] = [];
  private readonly ready: (text: string) => void;

  /** @param send may lose the text: events that are not acknowledged are sent again */
  constructor(send: (text: string) => void) {
    this.ready = newestAck(send, (ms, then) => setTimeout(then, ms).unref());
  }

  /** Returns a function to call when the event is processed. */
  add(text: string): () => void {
    const entry = { text, done: false };
    this.waiting.push(entry);
    return () => {
      entry.done = true;
      let count = 0;
      while (this.waiting[count]?.done) count++;
      const newest = this.waiting.splice(0, count).at(-1);
      if (newest) this.ready(newest.text);
    };
  }
}
