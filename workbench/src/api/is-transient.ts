import { ApiError } from './api-error.ts';

/** Whether a retry can succeed: there was no response, the rate limit was reached, or the API had an internal error. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
