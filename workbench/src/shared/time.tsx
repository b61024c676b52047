import type { Moment } from '../i18n/formats.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { useNow } from './hooks/use-now.ts';

const RENEWED_MS = 15_000;

/** A time in the reader's zone; on hover the exact one, with the zone and in UTC. */
export function Time({ at }: { at: Moment }) {
  const { formats } = useI18n();
  return (
    <time className="workbench-time" dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {formats.dateTime(at)}
    </time>
  );
}

/** How long ago, or in how long; on hover the exact time. */
export function TimeAgo({ at }: { at: Moment }) {
  const { formats } = useI18n();
  useNow(RENEWED_MS);
  return (
    <time className="workbench-time" dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {/* What has just happened is later than the last renewal, and not to come. */}
      {formats.relative(at, Date.now())}
    </time>
  );
}
