import { useState } from 'react';
import type { Moment } from '../../i18n/formats.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { useNow } from '../../shared/hooks/use-now.ts';
import { countdownParts, countdownPeriod } from './countdown.ts';
import { deliveryMessages } from './messages.ts';

/** Counts down, such as `in 2 min 5 s`. The tooltip has the exact time. */
export function Countdown({ at }: { at: Moment }) {
  const t = useMessages(deliveryMessages);
  const { formats } = useI18n();
  const moment = new Date(at).getTime();
  const [mounted] = useState(Date.now);
  const now = useNow(countdownPeriod(moment - mounted));
  const parts = countdownParts(moment - now);
  return (
    <time className="workbench-time" dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {parts.length === 0 ? t('due') : t('in_time', { time: parts.map(formats.duration).join(' ') })}
    </time>
  );
}
