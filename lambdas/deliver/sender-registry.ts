/** The sender of each destination type, one line for each type. */
export { createEventBridgeSender as amazon_eventbridge } from '../adapters/eventbridge/sender.ts';
export { createHttpsSender as webhook_endpoint } from '../adapters/https/sender.ts';
