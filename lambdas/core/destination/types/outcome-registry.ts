/**
 * What the result of an attempt means, for each destination type: one line a type. It is apart from the rules because the
 * deliver function needs only this.
 */
export { eventBridgeOutcomes as amazon_eventbridge } from './eventbridge/outcomes.ts';
export { webhookOutcomes as webhook_endpoint } from './webhook/outcomes.ts';
