/**
 * Acknowledgements of a listener, fewer than events: each says that those before it came too, so of many at once the newest
 * will do. Each costs the platform the call of a function.
 */

/** Between two acknowledgements, milliseconds. */
export const ACK_EVERY_MS = 500;

export interface NewestAck {
  /** The first is sent at once; of those that follow, the newest when it is time. */
  add(text: string): void;
  /** Sends at once what waits. */
  flush(): void;
}

/**
 * @param send may lose it: what is not acknowledged comes again
 * @param after calls back in so many milliseconds
 */
export function newestAck(send: (text: string) => void, after: (ms: number, then: () => void) => void): NewestAck {
  let newest: string | undefined;
  let resting = false;

  function flush(): void {
    if (newest === undefined) return;
    const text = newest;
    newest = undefined;
    send(text);
  }

  function rest(): void {
    resting = true;
    after(ACK_EVERY_MS, () => {
      resting = false;
      if (newest === undefined) return;
      flush();
      rest();
    });
  }

  return {
    add(text) {
      newest = text;
      if (resting) return;
      flush();
      rest();
    },
    flush,
  };
}
