/** The commands of each destination type: one line a type. */
export { eventBridgeCommands as amazon_eventbridge } from './eventbridge.ts';
export { webhookCommands as webhook_endpoint } from './webhook.ts';
