import { MAX_WAITING_COUNT } from '../../../../lambdas/contract/destination/waiting-count.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { backlogMessages } from './messages.ts';

/** Returns a text with the number of waiting deliveries, `10,000+` from where they are not counted; undefined for none. */
export function useWaitingCount(waiting: number, text: 'waiting_title' | 'state_waiting'): string | undefined {
  const t = useMessages(backlogMessages);
  const { formats } = useI18n();
  if (waiting === 0) return undefined;
  if (waiting < MAX_WAITING_COUNT) return t(text, { count: waiting });
  return t(text, { count: waiting }).replace(formats.number(waiting), `${formats.number(MAX_WAITING_COUNT)}+`);
}
