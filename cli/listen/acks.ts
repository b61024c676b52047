import { newestAck } from '../../api-client/listen/newest-ack.ts';

/**
 * Acknowledgements in the order in which events came: one says that the platform need not send that event again, nor any
 * before it, so it waits until those before it are dealt with too.
 */
export class Acks {
  private readonly waiting: { readonly text: string; done: boolean }[] = [];
  private readonly ready: (text: string) => void;

  /** @param send may lose it: what is not acknowledged comes again */
  constructor(send: (text: string) => void) {
    this.ready = newestAck(send, (ms, then) => setTimeout(then, ms).unref());
  }

  /** @returns to be called when the event is dealt with */
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
