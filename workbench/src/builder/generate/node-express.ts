import type { Framework } from './framework.ts';
import { AT_LEAST_ONCE, apiClient, switchOnType } from './javascript-parts.ts';

const SNAPSHOT_SETUP = `const { WEBHOOK_SECRET, PORT = '3000' } = process.env;
if (!WEBHOOK_SECRET) throw new Error('WEBHOOK_SECRET should be the signing secret of the destination, whsec_…');`;

const THIN_SETUP = `const { WEBHOOK_SECRET, API_KEY, API_BASE_URL, PORT = '3000' } = process.env;
if (!WEBHOOK_SECRET) throw new Error('WEBHOOK_SECRET should be the signing secret of the destination, whsec_…');
if (!API_KEY) throw new Error('API_KEY should be a key that may read events, sk_… or rk_…');
if (!API_BASE_URL) throw new Error('API_BASE_URL should be where the API is, https://…');

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
    const code = `// Receives events at POST /webhook, checks their signature and acts on them.
import express from 'express';
import Stripe from 'stripe';

${thin ? THIN_SETUP : SNAPSHOT_SETUP}

const app = express();

// The signature is over the very bytes that were sent: no JSON parser may come before this route.
// The largest event is over the 100 kB that Express allows by default.
app.post('/webhook', express.raw({ type: 'application/json', limit: '1mb' }), async (request, response) => {
  let ${thin ? 'notification' : 'event'};
  try {
    ${thin ? 'notification = stripe.parseEventNotification' : 'event = Stripe.webhooks.constructEvent'}(request.body, request.headers['stripe-signature'], WEBHOOK_SECRET);
  } catch (error) {
    console.warn('refused a delivery:', error.message);
    response.status(400).send('the signature does not fit');
    return;
  }
  // Should this fail, Express answers 500 and the delivery is tried again later.
  await handle(${thin ? 'notification' : 'event'});
  response.sendStatus(200);
});

/** Has to end within seconds, or the attempt counts as failed: put longer work into a queue. */
${
  thin
    ? `async function handle(notification) {
  // A thin event says only what happened to which object; its data is fetched.
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
