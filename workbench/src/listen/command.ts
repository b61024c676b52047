/** What to type into a terminal to forward events to one's own machine. */
export const LISTEN_COMMAND = 'npx waybill listen --forward-to localhost:3000/hook';
