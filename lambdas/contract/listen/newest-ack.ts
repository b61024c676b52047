/**
 * Acknowledgements of a listener, fewer than events: each says that those before it came too, so of many at once the newest
 * will do. Each costs the platform the call of a function.
 */

/** Between two acknowledgements, milliseconds. */
export const ACK_EVERY_MS = 500;

/**
 * @param send may lose it: what is not acknowledged comes again
 * @param after calls back in so many milliseconds
 * @returns takes an acknowledgement: the first is sent at once; of those that follow, the newest when it is time
 */
export function newestAck(
  send: (text: string) => void,
  after: (ms: number, then: () => void) => void,
): (text: string) => void {
  let newest: string | undefined;
  let resting = false;

  function sendAndRest(): void {
    resting = newest !== undefined;
    if (newest === undefined) return;
    send(newest);
    newest = undefined;
    after(ACK_EVERY_MS, sendAndRest);
  }

  return (text) => {
    newest = text;
    if (!resting) sendAndRest();
  };
}
