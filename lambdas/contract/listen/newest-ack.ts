/**
 * Acknowledgements of a listener. An acknowledgement includes all events before it, so that of several only the newest is sent.
 * Each one costs the platform a function invocation.
 */

/** Interval of acknowledgements, milliseconds. */
export const ACK_EVERY_MS = 500;

/**
 * Returns a function that takes acknowledgements. It sends the first one at once, and then the newest one at each interval.
 * @param send may lose it: events that are not acknowledged are sent again
 * @param after calls back after so many milliseconds
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
