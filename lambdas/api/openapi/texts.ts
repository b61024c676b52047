/** What the document says in words about the API as a whole. */
import type { Access } from '../../contract/operation.ts';

export const ABOUT = `Event destinations: publish events, and have them delivered to webhook endpoints and event buses, each at least once.

A key is sent as \`Authorization: Bearer sk_…\`, or as the user name of HTTP basic authentication. Its prefix tells the mode: \`sk_test_…\` works on sandbox data, \`sk_live_…\` on live data, and the two never mix. A restricted key, \`rk_…\`, may do what its scopes allow.

Bodies of \`/v2\` are JSON; those of \`/v1\` are forms (\`data[object][id]=in_1\`) or JSON. Lists in a query are spelt \`types[]=a&types[]=b\`, \`types[0]=a\` or \`types=a&types=b\`.

A repeated POST, and in \`/v2\` a repeated DELETE, with the same \`Idempotency-Key\` is carried out once. Every answer has a \`request-id\`; where it matters, \`stripe-should-retry\` tells whether trying again can help.`;

/** By tag. */
export const TAGS: Readonly<Record<string, string>> = {
  Events: 'What happened on your platform. Events are kept for 30 days.',
  'Event destinations': 'Where events go: a webhook endpoint or an EventBridge bus, and which types it wants.',
  Deliveries: 'One event for one destination, with every attempt that was made.',
  Recoveries: 'Sending again, at a chosen rate, what a destination missed.',
  'Webhook endpoints':
    'Event destinations of type `webhook_endpoint` in their older shape; the same objects underneath.',
  Catalog:
    'Which event types there are, what their data looks like, and the API versions it has gone through. Each mode has its own.',
  Accounts: 'Whose events and destinations they are: the customers of the platform.',
  'API keys': 'What calls of the API are made with.',
  'Listen sessions': 'Terminals and browsers that get events live over a WebSocket, and what they answered.',
  'Workbench sessions': 'Short-lived links into the Workbench, each for one account.',
  Reference: 'This description.',
};

export function needs(access: Access): string {
  if (access === 'public') return 'Needs no key.';
  if (access === 'any') return 'Any key may do this, a restricted one too.';
  if (access === 'platform') return 'Needs an unrestricted key of the platform.';
  return `Needs the scope \`${access}\`, where the key is a restricted one.`;
}
