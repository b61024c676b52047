import type { Moment } from '../i18n/formats.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { useNow } from './hooks/use-now.ts';

const REFRESH_MS = 15_000;

/** Shows a time in the time zone of the browser. The tooltip has the exact time with its zone and in UTC. */
export function Time({ at }: { at: Moment }) {
  const { formats } = useI18n();
  return (
    <time className="workbench-time" dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {formats.dateTime(at)}
    </time>
  );
}

/** Shows a time relative to now. The tooltip has the exact time. */
export function TimeAgo({ at }: { at: Moment }) {
  const { formats } = useI18n();
  useNow(REFRESH_MS);
  return (
    <time className="workbench-time" dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {/* `Date.now()` and not the last tick, so that a recent time is not in the future. */}
      {formats.relative(at, Date.now())}
    </time>
  );
}
