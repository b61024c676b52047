import type { Framework } from './framework.ts';
import { AT_LEAST_ONCE, apiClient, switchOnType } from './javascript-parts.ts';

const indented = (code: string): string => code.replace(/^/gm, '  ');

export const nextjs: Framework = {
  id: 'nextjs',
  label: 'Next.js, route handler',
  destinationType: 'webhook_endpoint',
  language: 'typescript',
  install: 'npm install stripe',
  run: 'npx next dev',
  generate(choice) {
    const thin = choice.payload === 'thin';
    const it = thin ? 'notification' : 'event';
    const code = `// Receives events at POST /api/webhook, checks their signature and acts on them.
import Stripe from 'stripe';

// Signatures are checked with node:crypto.
export const runtime = 'nodejs';

export async function POST(request: Request): Promise<Response> {
  const secret = setting('WEBHOOK_SECRET');
${thin ? '  const stripe = apiClient();\n' : ''}  // The signature is over the very text that was sent, so it is read before it is parsed.
  const body = await request.text();
  const signature = request.headers.get('stripe-signature') ?? '';

  let ${it}: ${thin ? 'Stripe.V2.Core.EventNotification' : 'Stripe.Event'};
  try {
    ${it} = ${thin ? 'stripe.parseEventNotification' : 'Stripe.webhooks.constructEvent'}(body, signature, secret);
  } catch (error) {
    console.warn('refused a delivery:', error);
    return new Response('the signature does not fit', { status: 400 });
  }

  // Should this fail, Next.js answers 500 and the delivery is tried again later.
  await handle(${it});
  return new Response(null, { status: 204 });
}

/** Has to end within seconds, or the attempt counts as failed: put longer work into a queue. */
async function handle(${it}: ${thin ? 'Stripe.V2.Core.EventNotification' : 'Stripe.Event'}): Promise<void> {
${
  thin
    ? `  // A thin event says only what happened to which object; its data is fetched.
  const event = await notification.fetchEvent();
`
    : ''
}  console.log('received', event.id, event.type);
${AT_LEAST_ONCE}

  // The library's type lists the events of Stripe; these are the platform's own.
  const type: string = event.type;
${switchOnType(choice, 'type')}
}
${
  thin
    ? `
function apiClient(): Stripe {
${indented(apiClient("setting('API_KEY')", "setting('API_BASE_URL')"))}
  return stripe;
}
`
    : ''
}
/** Read at the time of the request: modules are also loaded while the app is built, without its secrets. */
function setting(name: ${thin ? "'WEBHOOK_SECRET' | 'API_KEY' | 'API_BASE_URL'" : "'WEBHOOK_SECRET'"}): string {
  const value = process.env[name];
  if (!value) throw new Error(\`\${name} is not set\`);
  return value;
}
`;
    return [{ name: 'app/api/webhook/route.ts', language: 'typescript', code }];
  },
};
