/** The module of each destination type, one line per type. */
export { eventbridge as amazon_eventbridge } from './eventbridge/index.ts';
export { webhook as webhook_endpoint } from './webhook/index.ts';
