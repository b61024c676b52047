import type { Sender } from '../../lambdas/core/delivery/ports.ts';
import type { Senders } from '../../lambdas/core/delivery/work.ts';
import { DESTINATION_TYPES } from '../../lambdas/core/destination/destination.ts';

/** Uses one sender for every destination type. */
export const forEveryType = (sender: Sender): Senders =>
  Object.fromEntries(DESTINATION_TYPES.map((type) => [type, sender])) as unknown as Senders;
