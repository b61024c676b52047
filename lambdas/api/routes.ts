import type { Route } from '../middleware/api-request.ts';
import type { ApiContext } from './context.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { eventDestinationRoutes } from './routes/event-destinations.ts';
import { eventRoutes } from './routes/events.ts';

/** Everything of the API but publishing. */
export const apiRoutes = (context: ApiContext): Route[] => [
  ...eventDestinationRoutes(context),
  ...deliveryRoutes(context),
  ...eventRoutes(context),
];
