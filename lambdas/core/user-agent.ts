/** The version in `package.json`; a test compares them. Importing that file would add all of it to the bundle of each function. */
export const VERSION = '0.1.0';

/** `User-Agent` of a webhook. */
export const USER_AGENT = `Waybill/${VERSION} (+https://github.com/waybill)`;

/** `User-Agent` of an event that a listener forwards to its local endpoint. */
export const LISTEN_USER_AGENT = `Waybill/${VERSION} (listen)`;
