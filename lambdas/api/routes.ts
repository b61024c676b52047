import type { Route } from '../middleware/api-request.ts';
import type { ApiContext } from './context.ts';
import { accountRoutes } from './routes/accounts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { credentialRoutes } from './routes/credential.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { eventDestinationRoutes } from './routes/event-destinations.ts';
import { eventRoutes } from './routes/events.ts';
import { listenSessionRoutes } from './routes/listen-sessions.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { recoveryRoutes } from './routes/recoveries.ts';
import { referenceRoutes } from './routes/reference.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { workbenchSessionRoutes } from './routes/workbench-sessions.ts';

/** Everything of the API but publishing. */
export const apiRoutes = (context: ApiContext): Route[] => [
  ...eventDestinationRoutes(context),
  ...deliveryRoutes(context),
  ...recoveryRoutes(context),
  ...metricsRoutes(context),
  ...eventRoutes(context),
  ...webhookEndpointRoutes(context),
  ...catalogRoutes(context),
  ...accountRoutes(context),
  ...apiKeyRoutes(context),
  ...credentialRoutes(context),
  ...workbenchSessionRoutes(context),
  ...listenSessionRoutes(context),
  ...referenceRoutes(context),
];
