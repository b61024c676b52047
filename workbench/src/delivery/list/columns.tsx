import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { sharedMessages } from '../../shared/messages.ts';
import { DeliveryStatus } from '../../shared/status.tsx';
import { Time, TimeAgo } from '../../shared/time.tsx';
import { explanationMessages } from '../attempt/explanation-messages.ts';
import { shortFailureOf } from '../attempt/explanations.ts';
import { Countdown } from '../details/countdown.tsx';
import { deliveriesMessages } from './messages.ts';
import { keyOf, type Row } from './refresh.ts';

export interface ColumnOptions {
  /** Key of the row that is open. */
  readonly opened: string | undefined;
  readonly hrefOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
}

export function useColumns({ opened, hrefOf, onOpen }: ColumnOptions): TableProps.ColumnDefinition<Row>[] {
  const t = useMessages(deliveriesMessages);
  const explain = useMessages(explanationMessages);
  const { formats } = useI18n();
  return useMemo(() => {
    const none = t('none');
    // The first four columns fit beside an open delivery.
    return [
      { id: 'status', header: t('status'), cell: (row) => <Status row={row} /> },
      { id: 'type', header: t('type'), cell: ({ event_type }) => event_type },
      {
        id: 'last_attempt',
        header: t('last_attempt'),
        cell: ({ last_attempt_at: at }) => (at === null ? none : <TimeAgo at={at} />),
      },
      {
        id: 'next_retry',
        header: t('next_retry'),
        cell: ({ next_attempt_at: at, outdated, waiting }) => {
          if (outdated) return none;
          if (waiting) return t(at === null ? 'waits_turn' : 'waits');
          return at === null ? none : <Countdown at={at} />;
        },
      },
      {
        id: 'event',
        header: t('event'),
        isRowHeader: true,
        cell: (row) => {
          const open = keyOf(row) === opened;
          return (
            <span data-row={keyOf(row)} data-opened={open}>
              <Link
                href={hrefOf(row)}
                ariaLabel={open ? `${row.event} (${t('opened')})` : row.event}
                onFollow={(event) => {
                  event.preventDefault();
                  onOpen(row);
                }}
              >
                {row.event}
              </Link>
            </span>
          );
        },
      },
      { id: 'attempts', header: t('attempts'), cell: ({ attempt_count }) => formats.number(attempt_count) },
      { id: 'created', header: t('created'), cell: ({ created }) => <Time at={created} /> },
      {
        id: 'reason',
        header: t('reason'),
        cell: (row) => {
          const key = shortFailureOf(row);
          return key ? explain(key) : (row.failure_reason ?? none);
        },
      },
    ];
  }, [t, explain, formats, opened, hrefOf, onOpen]);
}

function Status({ row: { status, outdated } }: { row: Row }) {
  const t = useMessages(deliveriesMessages);
  const shared = useMessages(sharedMessages);
  if (!outdated) return <DeliveryStatus status={status} />;
  return <StatusIndicator type="info">{t('no_longer_matches', { status: shared(status) })}</StatusIndicator>;
}
