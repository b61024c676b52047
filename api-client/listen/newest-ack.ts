/** Interval between two acknowledgements, milliseconds. */
export const ACK_EVERY_MS = 500;

/**
 * Returns a function that takes acknowledgements. It sends the first one at once, and then the newest one at each interval:
 * an acknowledgement includes all events before it, and each one invokes a function of the platform.
 * @param send may lose the text: events that are not acknowledged are sent again
 * @param after calls back after that many milliseconds
 */
export function newestAck(
  send: (text: string) => void,
  after: (ms: number, then: () => void) => void,
): (text: string) => void {
  let newest: string | undefined;
  let waiting = false;

  function sendAndWait(): void {
    waiting = newest !== undefined;
    if (newest === undefined) return;
    send(newest);
    newest = undefined;
    after(ACK_EVERY_MS, sendAndWait);
  }

  return (text) => {
    newest = text;
    if (!waiting) sendAndWait();
  };
}
