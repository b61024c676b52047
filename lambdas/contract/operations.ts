/** Every operation of the API. */

import * as accounts from './account/account-operations.ts';
import * as apiKeys from './account/api-key-operations.ts';
import * as credential from './account/credential-operations.ts';
import * as workbenchSessions from './account/workbench-session-operations.ts';
import * as catalog from './catalog/operations.ts';
import * as deliveries from './delivery/operations.ts';
import * as eventDestinations from './destination/operations.ts';
import * as webhookEndpoints from './destination/webhook-endpoint-operations.ts';
import * as events from './event/operations.ts';
import * as listenSessions from './listen/operations.ts';
import * as metrics from './metrics/operations.ts';
import type { Operation } from './operation.ts';
import * as publish from './publish/operations.ts';
import * as recoveries from './recovery/operations.ts';
import * as reference from './reference-operations.ts';

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
