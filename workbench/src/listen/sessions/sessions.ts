/** What is known of listen sessions besides what they say themselves. */
import type { ListenSession } from '../../api/types.ts';

/** What sessions of this page are called: the one thing that tells them from others. */
export const DEVICE_NAME = 'Workbench';

/** Whether a page of the Workbench listens, and nobody's machine. */
export const isPages = ({ device_name, forward_to }: Pick<ListenSession, 'device_name' | 'forward_to'>): boolean =>
  device_name === DEVICE_NAME && forward_to === null;

/** Those whose machine is waiting for events. */
export const localListeners = (sessions: readonly ListenSession[]): ListenSession[] =>
  sessions.filter((session) => !isPages(session));

export type AnswerTone = 'success' | 'warning' | 'error';

/** As destinations are judged: any 2xx is well. A redirect is not followed, which is not well but no fault either. */
export function toneOf(status: number): AnswerTone {
  if (status >= 200 && status < 300) return 'success';
  return status >= 300 && status < 400 ? 'warning' : 'error';
}
