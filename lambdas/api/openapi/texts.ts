/** Texts about the API as a whole. */
import type { Access } from '../../contract/operation.ts';

export const ABOUT = `Publish events and deliver them to webhook endpoints and event buses, at least once each.

Send an API key as \`Authorization: Bearer sk_…\`, or as the user name of HTTP basic authentication. The prefix of the key selects the mode: \`sk_test_…\` for sandbox data and \`sk_live_…\` for live data. The data of the two modes never mix. A restricted key, \`rk_…\`, has only the permissions of its scopes.

Request bodies of \`/v2\` are JSON. Request bodies of \`/v1\` are forms (\`data[object][id]=in_1\`) or JSON. Write lists in a query as \`types[]=a&types[]=b\`, \`types[0]=a\` or \`types=a&types=b\`.

A POST, and in \`/v2\` a DELETE, that is repeated with the same \`Idempotency-Key\` runs once. Every response has a \`request-id\`. Some error responses have \`stripe-should-retry\`, which shows whether a retry can succeed.`;

/** By tag. */
export const TAGS: Readonly<Record<string, string>> = {
  Events: 'Something that happened on your platform. Events are stored for 30 days.',
  'Event destinations': 'A webhook endpoint or an EventBridge bus that receives the event types it selects.',
  Deliveries: 'One event for one destination, with all attempts.',
  Recoveries: 'Background jobs that resend the events that a destination missed.',
  'Webhook endpoints': 'Event destinations of type `webhook_endpoint` in the shape of the v1 API.',
  Catalog: 'The event types with their schemas, and the API versions. Each mode has its own catalog.',
  Accounts: 'The customers of the platform, who own events and destinations.',
  'API keys': 'The credentials of API calls.',
  'Listen sessions': 'Terminals and browsers that receive events live over a WebSocket, and their local responses.',
  'Workbench sessions': 'Short-lived links to the Workbench, each for one account.',
  Reference: 'The description of the API.',
};

export function needs(access: Access): string {
  if (access === 'public') return 'Requires no API key.';
  if (access === 'any') return 'Requires any API key.';
  if (access === 'platform') return 'Requires an unrestricted API key of the platform.';
  return `A restricted key requires the scope \`${access}\`.`;
}
