/** Rules about listen sessions. */
import type { ListenSession } from '../../api/types.ts';

/** Device name of the sessions of the Workbench, which distinguishes them from others. */
export const DEVICE_NAME = 'Workbench';

/** Whether the session belongs to a page of the Workbench and not to a terminal. */
export const isWorkbenchSession = ({
  device_name,
  forward_to,
}: Pick<ListenSession, 'device_name' | 'forward_to'>): boolean => device_name === DEVICE_NAME && forward_to === null;

/** Returns the sessions that are not pages of the Workbench. */
export const localListeners = (sessions: readonly ListenSession[]): ListenSession[] =>
  sessions.filter((session) => !isWorkbenchSession(session));

export type ResponseStatusType = 'success' | 'warning' | 'error';

/** Any 2xx is a success, as for destinations. A redirect is a warning, because it is not followed. */
export function statusTypeOf(status: number): ResponseStatusType {
  if (status >= 200 && status < 300) return 'success';
  return status >= 300 && status < 400 ? 'warning' : 'error';
}
