import Cards from '@cloudscape-design/components/cards';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { ListenSession } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import { sessionMessages } from './messages.ts';
import { DeviceCell, EventTypesCell, ForwardCell, PayloadCell, StateCell } from './session-cells.tsx';

/** Below this width, cards replace the table. */
const CARDS = '(max-width: 1039px)';

export interface SessionListProps {
  readonly sessions: readonly ListenSession[];
  /** The session of this page. */
  readonly ownId: string | undefined;
  readonly loading: boolean;
  readonly header: ReactNode;
  readonly empty: ReactNode;
  /** Link to the responses of a session. */
  readonly hrefOf: (session: ListenSession) => string;
  /** The actions of a session; undefined when there are none. */
  readonly actions?: (session: ListenSession) => ReactNode;
}

/** Lists sessions in a table, or as cards on narrow screens. */
export function SessionList({ sessions, ownId, loading, header, empty, hrefOf, actions }: SessionListProps) {
  const t = useMessages(sessionMessages);
  const cards = useMedia(CARDS);
  const common = {
    items: sessions,
    trackBy: 'id',
    loading,
    loadingText: t('loading'),
    header,
    empty,
    renderAriaLive: () => t('shown', { count: sessions.length }),
  } as const;
  const device = (session: ListenSession) => (
    <DeviceCell session={session} own={session.id === ownId} href={hrefOf(session)} />
  );
  const columns: (TableProps.ColumnDefinition<ListenSession> & { readonly width: number })[] = [
    { id: 'device', header: t('device'), cell: device, width: 245, isRowHeader: true },
    { id: 'forward', header: t('forward_to'), cell: (session) => <ForwardCell session={session} />, width: 205 },
    { id: 'events', header: t('events'), cell: (session) => <EventTypesCell session={session} />, width: 180 },
    { id: 'payload', header: t('payload'), cell: (session) => <PayloadCell session={session} />, width: 125 },
    { id: 'state', header: t('state'), cell: (session) => <StateCell session={session} />, width: 145 },
    ...(actions ? [{ id: 'actions', header: t('actions'), cell: actions, width: 90 }] : []),
  ];
  if (cards) {
    return (
      <Cards
        {...common}
        ariaLabels={{ cardsLabel: t('list'), selectionGroupLabel: '', itemSelectionLabel: () => '' }}
        cardsPerRow={[{ cards: 1 }, { minWidth: 600, cards: 2 }]}
        cardDefinition={{
          header: device,
          sections: columns
            .filter(({ id }) => id !== 'device')
            .map(({ id = '', header: name, cell }) => ({
              id,
              header: id === 'actions' ? undefined : name,
              content: cell,
              width: id === 'events' || id === 'payload' ? 50 : 100,
            })),
        }}
      />
    );
  }
  return (
    <Table
      {...common}
      columnDefinitions={columns.map((column) => ({ ...column, minWidth: column.width, verticalAlign: 'top' }))}
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: t('list') }}
    />
  );
}
