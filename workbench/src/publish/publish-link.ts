/** Says in the address of the events that a sample is to be published; its value is the type, or empty. */
export const PUBLISH = 'publish';

/** @param events address of the events */
export const publishLink = (events: string, type = ''): string =>
  `${events}?${new URLSearchParams({ [PUBLISH]: type })}`;
