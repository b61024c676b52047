import { ApiError } from './api-error.ts';

/** Whether asking again may help: no answer came, or the platform had a fault. What it refuses is refused again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);
