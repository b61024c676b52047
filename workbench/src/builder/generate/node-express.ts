import type { Framework } from './framework.ts';
import { AT_LEAST_ONCE, apiClient, switchOnType } from './javascript-parts.ts';

const SNAPSHOT_SETUP = `const { WEBHOOK_SECRET, PORT = '3000' } = process.env;
if (!WEBHOOK_SECRET) throw new Error('WEBHOOK_SECRET should be the signing secret of the destination, whsec_…');`;

const THIN_SETUP = `const { WEBHOOK_SECRET, API_KEY, API_BASE_URL, PORT = '3000' } = process.env;
if (!WEBHOOK_SECRET) throw new Error('WEBHOOK_SECRET should be the signing secret of the destination, whsec_…');
if (!API_KEY) throw new Error('API_KEY should be a key with permission to read events, sk_… or rk_…');
if (!API_BASE_URL) throw new Error('API_BASE_URL should be the URL of the API, https://…');

${apiClient('API_KEY', 'API_BASE_URL')}`;

export const nodeExpress: Framework = {
  id: 'node-express',
  label: 'Node.js, Express',
  destinationType: 'webhook_endpoint',
  language: 'javascript',
  install: 'npm install express stripe',
  run: 'node server.mjs',
  generate(choice) {
    const thin = choice.payload === 'thin';
    const code = `// Receives events at POST /webhook, verifies their signatures and handles them.
import express from 'express';
import Stripe from 'stripe';

${thin ? THIN_SETUP : SNAPSHOT_SETUP}

const app = express();

// The signature covers the exact bytes of the body, so no JSON parser may run before this route.
// Events can be larger than the default limit of Express, 100 kB.
app.post('/webhook', express.raw({ type: 'application/json', limit: '1mb' }), async (request, response) => {
  let ${thin ? 'notification' : 'event'};
  try {
    ${thin ? 'notification = stripe.parseEventNotification' : 'event = Stripe.webhooks.constructEvent'}(request.body, request.headers['stripe-signature'], WEBHOOK_SECRET);
  } catch (error) {
    console.warn('rejected a delivery:', error.message);
    response.status(400).send('the signature is not valid');
    return;
  }
  // If this fails, Express returns 500 and the delivery is retried.
  await handle(${thin ? 'notification' : 'event'});
  response.sendStatus(200);
});

/** Must return within seconds, or the attempt fails. Put longer work into a queue. */
${
  thin
    ? `async function handle(notification) {
  // A thin event contains only ids, so the handler fetches its data.
  const event = await notification.fetchEvent();
  console.log('received', event.id, event.type);`
    : `async function handle(event) {
  console.log('received', event.id, event.type);`
}
${AT_LEAST_ONCE}
${switchOnType(choice)}
}

app.listen(Number(PORT), (error) => {
  if (error) throw error;
  console.log(\`listening on http://localhost:\${PORT}/webhook\`);
});
`;
    return [{ name: 'server.mjs', language: 'javascript', code }];
  },
};
