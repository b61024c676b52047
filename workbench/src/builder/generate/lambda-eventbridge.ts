import type { Framework } from './framework.ts';
import { AT_LEAST_ONCE, switchOnType } from './javascript-parts.ts';

const FETCH_EVENT = `
/** The whole event, with its data. */
async function fetchEvent(id) {
  const response = await fetch(new URL(\`/v2/core/events/\${encodeURIComponent(id)}\`, API_BASE_URL), {
    headers: { authorization: \`Bearer \${API_KEY}\` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(\`the event \${id} could not be fetched: \${response.status}\`);
  return response.json();
}
`;

const THIN_SETUP = `
const { API_KEY, API_BASE_URL } = process.env;
if (!API_KEY) throw new Error('API_KEY should be a key that may read events, sk_… or rk_…');
if (!API_BASE_URL) throw new Error('API_BASE_URL should be where the API is, https://…');
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
 * Acts on the events that an EventBridge rule passes on. There is no signature to check: the bus takes events with the
 * source of this destination from the platform alone, so let the rule's pattern name that source:
 *
 *   { "source": ["<source of the destination>"] }
 */
${thin ? THIN_SETUP : ''}
/** \`detail\` is what a webhook endpoint would get as its body. */
export const handler = async ({ detail }) => {
  // Should this fail, Lambda tries twice more, then sends the event to the function's failure destination: set one.
  await handle(detail);
};

${
  thin
    ? `async function handle(notification) {
  // A thin event says only what happened to which object; its data is fetched.
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
