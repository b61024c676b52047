/** Code that the handlers in JavaScript and TypeScript share. */
import type { BuilderChoice } from './framework.ts';
import { forEachType } from './literal.ts';

/** Returns `switch (event.type)`, indented as the body of a function. @param subject an expression of type string */
export function switchOnType(
  { eventTypes, payload }: Pick<BuilderChoice, 'eventTypes' | 'payload'>,
  subject = 'event.type',
): string {
  const what =
    payload === 'thin'
      ? 'event.data describes what happened'
      : 'event.data.object is the object at the time of the event';
  const cases = forEachType('javascript', eventTypes, (type) => [
    `    case ${type}:`,
    `      // Handle it here: ${what}.`,
    '      break;',
  ]);
  return `  switch (${subject}) {
${cases}    default:
      console.warn('no handler for events of type', event.type);
  }`;
}

export const AT_LEAST_ONCE = `  // Deliveries are at least once: insert event.id into a table with a unique key, in the transaction
  // of your own changes, and return here if it is already there.`;

/** Returns statements that create `stripe`, a client of the platform's API. */
export const apiClient = (apiKey: string, apiBaseUrl: string): string => `const api = new URL(${apiBaseUrl});
const stripe = new Stripe(${apiKey}, {
  host: api.hostname,
  port: api.port || (api.protocol === 'http:' ? 80 : 443),
  protocol: api.protocol === 'http:' ? 'http' : 'https',
});`;
