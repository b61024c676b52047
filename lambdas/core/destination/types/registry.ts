/**
 * The rules of each destination type, one line for each type. The union of destinations is derived from it, and the type check
 * fails when a type of DESTINATION_TYPES has no line.
 */
export { eventBridgeRules as amazon_eventbridge } from './eventbridge/rules.ts';
export { webhookRules as webhook_endpoint } from './webhook/rules.ts';
