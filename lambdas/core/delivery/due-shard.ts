import { createHash } from 'node:crypto';

/**
 * Returns the shard of a delivery in the due list, 0 to `shards` - 1. The deliveries of one destination are spread over all
 * shards, because a partition takes 1,000 writes a second and one failing destination may defer more. The hash covers both ids,
 * because consecutive event keys are almost equal.
 */
export const dueShard = (destinationId: string, eventKey: string, shards: number): number =>
  createHash('sha256').update(`${destinationId} ${eventKey}`).digest().readUInt32BE() % shards;
