import Box from '@cloudscape-design/components/box';
import type { Attempt } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import '../details/delivery.css';
import { deliveryMessages } from '../details/messages.ts';
import { phasesOf, reusedConnection } from './timing.ts';

/** Shows the phases of an attempt as a bar and as numbers. */
export function TimingBar({ attempt }: { attempt: Pick<Attempt, 'timing' | 'duration_ms'> }) {
  const t = useMessages(deliveryMessages);
  const { formats } = useI18n();
  const phases = phasesOf(attempt);
  if (phases.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{t('timing')}</Box>
      {/* The list has the same content as text. */}
      <div className="waybill-timing" aria-hidden="true">
        {phases.map(({ phase, share }) => (
          <span key={phase} className={`waybill-phase-${phase}`} style={{ flexGrow: share, flexBasis: 0 }} />
        ))}
      </div>
      <Box fontSize="body-s" color="text-body-secondary">
        <ul className="waybill-timing-legend">
          {phases.map(({ phase, ms }) => (
            <li key={phase}>
              <span className={`waybill-timing-swatch waybill-phase-${phase}`} aria-hidden="true" />
              {t(`phase_${phase}`)} {formats.duration(ms)}
            </li>
          ))}
        </ul>
        {reusedConnection(attempt) && t('reused_connection')}
      </Box>
    </div>
  );
}
