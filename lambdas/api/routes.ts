import type { Route } from '../middleware/api-request.ts';
import { accountRoutes } from './account/accounts-routes.ts';
import { apiKeyRoutes } from './account/api-keys-routes.ts';
import { credentialRoutes } from './account/credential-routes.ts';
import { workbenchSessionRoutes } from './account/workbench-sessions-routes.ts';
import { catalogRoutes } from './catalog/routes.ts';
import type { ApiContext } from './context.ts';
import { deliveryRoutes } from './delivery/routes.ts';
import { eventDestinationRoutes } from './destination/routes.ts';
import { webhookEndpointRoutes } from './destination/webhook-endpoints-routes.ts';
import { eventRoutes } from './event/routes.ts';
import { listenSessionRoutes } from './listen/routes.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { recoveryRoutes } from './recovery/routes.ts';
import { referenceRoutes } from './reference-routes.ts';

/** Returns the routes of every operation of the API except publishing. */
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
