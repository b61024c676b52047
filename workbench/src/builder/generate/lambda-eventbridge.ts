import type { Framework } from './framework.ts';
import { AT_LEAST_ONCE, switchOnType } from './javascript-parts.ts';

const FETCH_EVENT = `
/** Returns the full event, with its data. */
async function fetchEvent(id) {
  const response = await fetch(new URL(\`/v2/core/events/\${encodeURIComponent(id)}\`, API_BASE_URL), {
    headers: { authorization: \`Bearer \${API_KEY}\` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(\`fetching event \${id} failed: HTTP \${response.status}\`);
  return response.json();
}
`;

const THIN_SETUP = `
const { API_KEY, API_BASE_URL } = process.env;
if (!API_KEY) throw new Error('API_KEY should be a key with permission to read events, sk_… or rk_…');
if (!API_BASE_URL) throw new Error('API_BASE_URL should be the URL of the API, https://…');
`;

export const lambdaEventBridge: Framework = {
  id: 'lambda-eventbridge',
  label: 'AWS Lambda, EventBridge rule',
  destinationType: 'amazon_eventbridge',
  language: 'javascript',
  install: 'zip function.zip index.mjs',
  run: 'aws lambda update-function-code --function-name handle-events --zip-file fileb://function.zip',
  generate(choice) {
    const thin = choice.payload === 'thin';
    const code = `/**
 * Handles the events that an EventBridge rule sends. There is no signature: only the platform can put events with the
 * source of this destination on the bus, so the pattern of the rule must name this source:
 *
 *   { "source": ["<source of the destination>"] }
 */
${thin ? THIN_SETUP : ''}
/** \`detail\` is the event, as in the body of a webhook. */
export const handler = async ({ detail }) => {
  // If this fails, Lambda retries twice and then sends the event to the failure destination of the function. Set one.
  await handle(detail);
};

${
  thin
    ? `async function handle(notification) {
  // A thin event contains only ids, so the handler fetches its data.
  const event = await fetchEvent(notification.id);
`
    : `async function handle(event) {
`
}  console.log('received', event.id, event.type);
${AT_LEAST_ONCE}
${switchOnType(choice)}
}
${thin ? FETCH_EVENT : ''}`;
    return [{ name: 'index.mjs', language: 'javascript', code }];
  },
};
