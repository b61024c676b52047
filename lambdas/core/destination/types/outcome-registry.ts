/**
 * The outcomes of each destination type, one line for each type. Apart from the rules, because the deliver function needs only
 * the outcomes.
 */
export { eventBridgeOutcomes as amazon_eventbridge } from './eventbridge/outcomes.ts';
export { webhookOutcomes as webhook_endpoint } from './webhook/outcomes.ts';
