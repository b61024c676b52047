import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { TableProps } from '@cloudscape-design/components/table';
import { useSession } from '../../account/session.tsx';
import type { Recovery } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Time } from '../../shared/time.tsx';
import { recoverMessages } from '../messages.ts';
import { RecoveryStatus } from './recovery-figures.tsx';
import { durationOf, percentOf } from './recovery-progress.ts';

/** @param onStop asks for confirmation, then stops the running recovery */
export function useRecoveryColumns(onStop: (recovery: Recovery) => void): TableProps.ColumnDefinition<Recovery>[] {
  const t = useMessages(recoverMessages);
  const { formats } = useI18n();
  const { can } = useSession();
  return [
    { id: 'started', header: t('col_started'), isRowHeader: true, cell: ({ created }) => <Time at={created} /> },
    {
      id: 'status',
      header: t('col_status'),
      minWidth: 150,
      cell: (recovery) =>
        recovery.status === 'running' ? (
          <ProgressBar ariaLabel={t('progress')} value={percentOf(recovery)} />
        ) : (
          <>
            <RecoveryStatus status={recovery.status} />
            {recovery.status === 'stopped' && recovery.reason !== 'requested' && (
              <Box variant="small" display="block" color="text-body-secondary">
                {t(`stopped_${recovery.reason ?? 'requested'}`)}
              </Box>
            )}
          </>
        ),
    },
    {
      id: 'results',
      header: t('col_results'),
      minWidth: 180,
      cell: ({ sent, delivered, failed, skipped }) => t('results', { sent, delivered, failed, skipped }),
    },
    {
      id: 'range',
      header: t('col_range'),
      minWidth: 180,
      cell: ({ since, until }) => t('range_text', { from: formats.dateTime(since), to: formats.dateTime(until) }),
    },
    {
      id: 'what',
      header: t('col_what'),
      minWidth: 150,
      cell: ({ statuses, types, rate }) => (
        <>
          {statuses.map((one) => t(`missed_${one}`)).join(', ')}
          <Box variant="small" display="block" color="text-body-secondary">
            {types?.join(', ') ?? t('all_types')}, {t('per_second', { rate })}
          </Box>
        </>
      ),
    },
    {
      id: 'took',
      header: t('col_took'),
      cell: (recovery) => (recovery.finished === null ? '–' : formats.duration(durationOf(recovery, 0))),
    },
    {
      id: 'action',
      header: t('col_action'),
      cell: (recovery) =>
        recovery.status === 'running' && (
          <Button
            variant="inline-link"
            ariaLabel={t('stop_this', { when: formats.dateTime(recovery.created) })}
            disabled={!can('deliveries:retry')}
            disabledReason={t('forbidden')}
            onClick={() => onStop(recovery)}
          >
            {t('stop')}
          </Button>
        ),
    },
  ];
}
