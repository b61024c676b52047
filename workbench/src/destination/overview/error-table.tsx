import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { Metrics } from '../../api/types.ts';
import { classMessages } from '../../health/class-messages.ts';
import { knownClass } from '../../health/error-classes.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { type ErrorShare, errorShares } from './chart-series.ts';
import { destinationOverviewMessages } from './messages.ts';

/** Lists failed attempts by error, most frequent first. */
export function ErrorTable({ errors }: Pick<Metrics['totals'], 'errors'>) {
  const t = useMessages(destinationOverviewMessages);
  const named = useMessages(classMessages);
  const { formats } = useI18n();
  const nameOf = ({ name }: ErrorShare): string => {
    const known = knownClass(name);
    return known ? named(known) : name;
  };
  const shares = errorShares(errors);
  if (shares.length === 0) return <StatusIndicator type="success">{t('no_errors')}</StatusIndicator>;
  return (
    <div>
      <Box variant="h3">{t('errors')}</Box>
      <Table
        variant="embedded"
        items={shares}
        trackBy="name"
        ariaLabels={{ tableLabel: t('errors_what') }}
        columnDefinitions={[
          { id: 'error', header: t('error'), isRowHeader: true, cell: nameOf },
          { id: 'count', header: t('error_count'), cell: ({ count }) => formats.number(count) },
          {
            id: 'share',
            header: t('error_share'),
            minWidth: 160,
            cell: (one) => <ProgressBar ariaLabel={nameOf(one)} value={Math.round(one.share * 100)} />,
          },
        ]}
      />
    </div>
  );
}
