import { ApiError } from './api-error.ts';

/** Whether asking again may help: no answer came, calls were too many, or the platform had a fault. A refusal stays one. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
