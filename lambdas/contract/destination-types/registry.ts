/** The contract of each destination type, one line per type. */
export { eventBridgeContract as amazon_eventbridge } from './eventbridge.ts';
export { webhookContract as webhook_endpoint } from './webhook.ts';
