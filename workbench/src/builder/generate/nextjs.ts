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
    const code = `// Receives events at POST /api/webhook, verifies their signatures and handles them.
import Stripe from 'stripe';

// The signature check uses node:crypto.
export const runtime = 'nodejs';

export async function POST(request: Request): Promise<Response> {
  const secret = setting('WEBHOOK_SECRET');
${thin ? '  const stripe = apiClient();\n' : ''}  // The signature covers the exact text of the body, so read it before parsing.
  const body = await request.text();
  const signature = request.headers.get('stripe-signature') ?? '';

  let ${it}: ${thin ? 'Stripe.V2.Core.EventNotification' : 'Stripe.Event'};
  try {
    ${it} = ${thin ? 'stripe.parseEventNotification' : 'Stripe.webhooks.constructEvent'}(body, signature, secret);
  } catch (error) {
    console.warn('rejected a delivery:', error);
    return new Response('the signature is not valid', { status: 400 });
  }

  // If this fails, Next.js returns 500 and the delivery is retried.
  await handle(${it});
  return new Response(null, { status: 204 });
}

/** Must return within seconds, or the attempt fails. Put longer work into a queue. */
async function handle(${it}: ${thin ? 'Stripe.V2.Core.EventNotification' : 'Stripe.Event'}): Promise<void> {
${
  thin
    ? `  // A thin event contains only ids, so the handler fetches its data.
  const event = await notification.fetchEvent();
`
    : ''
}  console.log('received', event.id, event.type);
${AT_LEAST_ONCE}

  // The type of the library lists the events of Stripe. The platform has its own.
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
/** Read at request time: Next.js also loads modules during the build, without the secrets. */
function setting(name: ${thin ? "'WEBHOOK_SECRET' | 'API_KEY' | 'API_BASE_URL'" : "'WEBHOOK_SECRET'"}): string {
  const value = process.env[name];
  if (!value) throw new Error(\`\${name} is not set\`);
  return value;
}
`;
    return [{ name: 'app/api/webhook/route.ts', language: 'typescript', code }];
  },
};
