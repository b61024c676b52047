/** Every operation of the API. */
import type { Operation } from '../operation.ts';
import * as deliveries from './deliveries.ts';
import * as eventDestinations from './event-destinations.ts';
import * as events from './events.ts';
import * as publish from './publish.ts';

export const OPERATIONS: readonly Operation[] = [publish, events, eventDestinations, deliveries].flatMap(
  (group): Operation[] => Object.values(group),
);
