/** Query parameter of the events page that opens the publish dialog. Its value is the event type, or empty. */
export const PUBLISH = 'publish';

/** @param events path of the events page */
export const publishLink = (events: string, type = ''): string =>
  `${events}?${new URLSearchParams({ [PUBLISH]: type })}`;
