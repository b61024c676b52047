/** The shell command that forwards events to a local endpoint. */
export const LISTEN_COMMAND = 'npx waybill listen --forward-to localhost:3000/hook';
