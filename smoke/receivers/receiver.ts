/** An endpoint that a deployment sends webhooks to during a smoke test. */
import type { ReceivedRequest } from '../signatures.ts';

export interface Receiver {
  /** For the table: `127.0.0.1:4300`. */
  readonly description: string;
  readonly url: string;
  /**
   * Returns the requests for an event that have arrived so far. Absent when the endpoint belongs to someone else; then the
   * request is known from the record of its delivery.
   */
  readonly received?: (eventId: string) => Promise<readonly ReceivedRequest[]>;
}

/** Returns the requests for an event. @param requests all that have arrived */
export const requestsFor = (requests: readonly ReceivedRequest[], eventId: string): readonly ReceivedRequest[] =>
  requests.filter(({ headers }) => headers['webhook-id'] === eventId);
