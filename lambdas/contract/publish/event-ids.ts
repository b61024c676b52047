/** Ids that a publisher makes for its events, so that it can repeat a batch without publishing an event twice. */
export { eventKeysFrom } from '../../core/ids.ts';
