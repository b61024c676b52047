/** Every operation of the API. */
import type { Operation } from '../operation.ts';
import * as accounts from './accounts.ts';
import * as apiKeys from './api-keys.ts';
import * as catalog from './catalog.ts';
import * as credential from './credential.ts';
import * as deliveries from './deliveries.ts';
import * as eventDestinations from './event-destinations.ts';
import * as events from './events.ts';
import * as listenSessions from './listen-sessions.ts';
import * as metrics from './metrics.ts';
import * as publish from './publish.ts';
import * as recoveries from './recoveries.ts';
import * as reference from './reference.ts';
import * as webhookEndpoints from './webhook-endpoints.ts';
import * as workbenchSessions from './workbench-sessions.ts';

export const OPERATIONS: readonly Operation[] = [
  publish,
  events,
  eventDestinations,
  deliveries,
  recoveries,
  metrics,
  catalog,
  accounts,
  apiKeys,
  credential,
  webhookEndpoints,
  workbenchSessions,
  listenSessions,
  reference,
].flatMap((group): Operation[] => Object.values(group));
