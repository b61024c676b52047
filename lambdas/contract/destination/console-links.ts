/** Addresses of the AWS console, for clients that link to it. */
export { consoleOf } from '../../core/destination/types/eventbridge/console-links.ts';
