/** Paths of the API. They are not imported from the contract, whose modules contain the schemas. */
const of = (list: string, id: string): string => `${list}/${encodeURIComponent(id)}`;

export const DESTINATIONS = '/v2/core/event_destinations';
export const destinationPath = (id: string): string => of(DESTINATIONS, id);
export const recoveryPath = (destination: string, id: string): string =>
  of(`${destinationPath(destination)}/recoveries`, id);

export const EVENTS = '/v1/events';
export const eventPath = (id: string): string => of(EVENTS, id);
export const coreEventPath = (id: string): string => of('/v2/core/events', id);

export const EVENT_TYPES = '/v1/event_types';
export const eventTypePath = (type: string): string => of(EVENT_TYPES, type);

export const LISTEN_SESSIONS = '/v1/listen_sessions';
export const listenSessionPath = (id: string): string => of(LISTEN_SESSIONS, id);
