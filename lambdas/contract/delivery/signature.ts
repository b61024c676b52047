/** How a webhook request is signed, for clients that forward an event instead of the platform. */
export { signatureHeaders } from '../../core/destination/types/webhook/signature.ts';
