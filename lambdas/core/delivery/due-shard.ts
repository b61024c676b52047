/** Where a parked delivery waits in the due list: in one of `shards` partitions. */
import { createHash } from 'node:crypto';

/**
 * Spreads the deliveries of one destination over all shards: a partition takes 1,000 writes a second, and one destination
 * that fails may park more. A hash of both ids, because the ends of consecutive event keys differ by little.
 */
export const dueShard = (destinationId: string, eventKey: string, shards: number): number =>
  createHash('sha256').update(`${destinationId} ${eventKey}`).digest().readUInt32BE() % shards;
