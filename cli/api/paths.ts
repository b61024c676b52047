/** Paths that several commands call. Written out, for the contract's modules bring their schemas along. */
export const DESTINATIONS = '/v2/core/event_destinations';
export const destinationPath = (id: string): string => `${DESTINATIONS}/${encodeURIComponent(id)}`;
export const eventPath = (id: string): string => `/v1/events/${encodeURIComponent(id)}`;
export const LISTEN_SESSIONS = '/v1/listen_sessions';
export const listenSessionPath = (id: string): string => `${LISTEN_SESSIONS}/${encodeURIComponent(id)}`;
