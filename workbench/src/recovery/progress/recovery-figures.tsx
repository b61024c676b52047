import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Recovery } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { useNow } from '../../shared/hooks/use-now.ts';
import { recoverMessages } from '../messages.ts';
import { durationOf, inFlight, percentOf } from './recovery-progress.ts';

const STATUS = { running: 'in-progress', succeeded: 'success', stopped: 'stopped' } as const;

export function RecoveryStatus({ status }: Pick<Recovery, 'status'>) {
  const t = useMessages(recoverMessages);
  return <StatusIndicator type={STATUS[status]}>{t(status)}</StatusIndicator>;
}

/** Shows the progress or the result of a recovery, and its counts. */
export function RecoveryFigures({ recovery }: { recovery: Recovery }) {
  const t = useMessages(recoverMessages);
  const { formats } = useI18n();
  const now = useNow(1000);
  const { status, since, until, rate, sent, delivered, failed, skipped } = recovery;
  const request = t('progress_what', { from: formats.dateTime(since), to: formats.dateTime(until), rate });
  return (
    <SpaceBetween size="l">
      {status === 'running' ? (
        <ProgressBar
          label={t('progress')}
          description={request}
          value={percentOf(recovery)}
          additionalInfo={t('took', { duration: formats.duration(durationOf(recovery, now)) })}
        />
      ) : (
        <div>
          <div aria-live="polite">
            <StatusIndicator type={STATUS[status]}>
              <Result recovery={recovery} />
            </StatusIndicator>
          </div>
          <Box variant="small" color="text-body-secondary">
            {request}
          </Box>
        </div>
      )}
      <KeyValuePairs
        columns={4}
        minColumnWidth={110}
        items={[
          { label: t('sent'), value: formats.number(sent) },
          { label: t('delivered'), value: formats.number(delivered) },
          { label: t('failed'), value: formats.number(failed) },
          {
            label: t('skipped'),
            value: (
              <>
                {formats.number(skipped)}
                {skipped > 0 && (
                  <Box variant="small" display="block" color="text-body-secondary">
                    {t('skipped_what')}
                  </Box>
                )}
              </>
            ),
          },
          ...(inFlight(recovery) > 0 && status === 'running'
            ? [{ label: t('in_flight'), value: formats.number(inFlight(recovery)) }]
            : []),
        ]}
      />
    </SpaceBetween>
  );
}

function Result({ recovery: { status, reason, sent, failed } }: { recovery: Recovery }) {
  const t = useMessages(recoverMessages);
  if (status === 'stopped') return t(`stopped_${reason ?? 'requested'}`);
  if (sent === 0) return t('nothing_sent');
  return failed > 0 ? t('all_sent_failed', { count: failed }) : t('all_sent');
}
