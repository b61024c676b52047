/** The types of the API contract. They add no code to the page. */
export type { V1Page, V2Page } from '../../../api-client/pages.ts';
export type { AccountObject as Account } from '../../../lambdas/contract/account/account.ts';
export type { CredentialObject as Credential } from '../../../lambdas/contract/account/credential.ts';
export type {
  ApiVersionObject as ApiVersion,
  EventTypeObject as EventType,
} from '../../../lambdas/contract/catalog/catalog.ts';
export type {
  AttemptObject as Attempt,
  DeliveryDetailObject as DeliveryDetail,
  DeliveryObject as Delivery,
  EventDestinationOutcome as Outcome,
} from '../../../lambdas/contract/delivery/delivery.ts';
export type {
  EventObject as Event,
  ThinEventObject as ThinEvent,
} from '../../../lambdas/contract/event/event-object.ts';
export type {
  CreatedListenSessionObject as CreatedListenSession,
  ListenAnswerObject as ListenAnswer,
  ListenSessionObject as ListenSession,
} from '../../../lambdas/contract/listen/session.ts';
export type { MetricsObject as Metrics } from '../../../lambdas/contract/metrics/metrics.ts';
export type { Scope } from '../../../lambdas/contract/operation.ts';
export type {
  RecoveryDryRunObject as RecoveryDryRun,
  RecoveryObject as Recovery,
} from '../../../lambdas/contract/recovery/recovery.ts';

import type * as z from 'zod';
import type {
  createDestinationSchema,
  updateDestinationSchema,
} from '../../../lambdas/contract/destination/event-destination.ts';
import type {
  EventDestinationObject,
  eventDestinationValidation,
} from '../../../lambdas/contract/destination/event-destination-object.ts';
import type { createListenSessionSchema } from '../../../lambdas/contract/listen/session.ts';
import type { recoverSchema } from '../../../lambdas/contract/recovery/recovery.ts';

/** `webhook_endpoint`, … */
export type DestinationType = EventDestinationObject['type'];
/** A destination of one type. The field that is named like the type has the settings of the type. */
export type DestinationOf<T extends DestinationType> = {
  [K in T]: Omit<EventDestinationObject, 'type' | DestinationType> & { type: K } & {
    [P in K]: NonNullable<EventDestinationObject[P]>;
  };
}[T];
export type Destination = DestinationOf<DestinationType>;

export type Validation = z.output<typeof eventDestinationValidation>;
export type NewDestination = z.input<typeof createDestinationSchema>;
export type DestinationChange = z.input<typeof updateDestinationSchema>;
export type NewListenSession = z.input<typeof createListenSessionSchema>;
export type RecoverRequest = z.input<typeof recoverSchema>;

export type Mode = 'sandbox' | 'live';
