import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RecoveryDryRun } from '../api/types.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { recoverMessages } from './messages.ts';
import { sendingTime } from './recover-request.ts';

/** Shows the result of a dry run: the missed events by status, and how long resending them takes. */
export function CountResult({ counted, rate }: { counted: RecoveryDryRun; rate: number | undefined }) {
  const t = useMessages(recoverMessages);
  const { formats } = useI18n();
  const { count, counts, complete, statuses } = counted;
  if (count === 0 && complete) {
    return (
      <Alert type="success" header={t('counted_none')}>
        {t('counted_none_what')}
      </Alert>
    );
  }
  return (
    <Alert type="info" header={t(complete ? 'counted' : 'counted_at_least', { count })}>
      <SpaceBetween size="s">
        <Box padding={{ top: 'xs' }}>
          <KeyValuePairs
            columns={Math.min(4, statuses.length)}
            minColumnWidth={140}
            items={statuses.map((one) => ({ label: t(`missed_${one}`), value: formats.number(counts[one]) }))}
          />
        </Box>
        {!complete && <Box variant="p">{t('incomplete')}</Box>}
        {rate !== undefined && count > 0 && (
          <Box variant="p">
            {t(complete ? 'takes' : 'takes_at_least', { rate, duration: formats.duration(sendingTime(count, rate)) })}
          </Box>
        )}
      </SpaceBetween>
    </Alert>
  );
}
