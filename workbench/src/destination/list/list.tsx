import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ComponentType, ReactNode } from 'react';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import { DestinationMenu, type DialogAction } from '../actions/destination-menu.tsx';
import { LastDayCell, LastFailureCell } from './activity-cells.tsx';
import { EventTypesCell, NameCell, PayloadCell, StatusCell, TypeCell } from './cells.tsx';
import { destinationsMessages } from './messages.ts';

const COLUMNS = ['name', 'type', 'status', 'events', 'payload', 'last_day', 'last_failure'] as const;
type Column = (typeof COLUMNS)[number];

const CELLS: Readonly<Record<Column, ComponentType<{ destination: Destination }>>> = {
  name: NameCell,
  type: TypeCell,
  status: StatusCell,
  events: EventTypesCell,
  payload: PayloadCell,
  last_day: LastDayCell,
  last_failure: LastFailureCell,
};

/** Minimum widths in pixels, so that a refresh does not change the width of a column. */
const WIDTHS: Readonly<Record<Column, number>> = {
  name: 235,
  type: 105,
  status: 125,
  events: 145,
  payload: 115,
  last_day: 155,
  last_failure: 135,
};

/** On narrower screens, columns that the page of the destination also shows are hidden. */
const MEDIUM = { query: '(max-width: 1399px)', without: ['type', 'payload'] as readonly Column[] };
const SMALL = { query: '(max-width: 1239px)', without: ['type', 'payload', 'events'] as readonly Column[] };
/** Below this width, cards replace the table. */
const CARDS = '(max-width: 1039px)';

/** Sections of a card, by importance. */
const SECTIONS: readonly { readonly column: Column; readonly width: number }[] = [
  { column: 'status', width: 100 },
  { column: 'last_day', width: 50 },
  { column: 'last_failure', width: 50 },
  { column: 'events', width: 50 },
  { column: 'payload', width: 50 },
  { column: 'type', width: 100 },
];

interface ListProps {
  readonly destinations: readonly Destination[];
  readonly loading: boolean;
  readonly header: ReactNode;
  readonly pagination: ReactNode;
  readonly empty: ReactNode;
  readonly onChoose: (action: DialogAction, destination: Destination) => void;
}

/** Lists destinations in a table, or as cards on narrow screens. */
export function DestinationList({ destinations, loading, onChoose, ...parts }: ListProps) {
  const t = useMessages(destinationsMessages);
  const cards = useMedia(CARDS);
  const small = useMedia(SMALL.query);
  const medium = useMedia(MEDIUM.query);
  const without = small ? SMALL.without : medium ? MEDIUM.without : [];
  const common = {
    ...parts,
    variant: 'full-page',
    items: destinations,
    trackBy: 'id',
    loading,
    loadingText: t('loading'),
    renderAriaLive: () => t('shown', { count: destinations.length }),
  } as const;
  const cellOf = (column: Column) => (destination: Destination) => {
    const Cell = CELLS[column];
    return <Cell destination={destination} />;
  };
  const menuOf = (destination: Destination) => (
    <DestinationMenu compact destination={destination} onChoose={(action) => onChoose(action, destination)} />
  );
  if (cards) {
    return (
      <Cards
        {...common}
        ariaLabels={{ cardsLabel: t('list'), selectionGroupLabel: '', itemSelectionLabel: () => '' }}
        cardsPerRow={[{ cards: 1 }, { minWidth: 600, cards: 2 }]}
        cardDefinition={{
          header: (destination) => (
            <>
              <Box float="right">{menuOf(destination)}</Box>
              <NameCell destination={destination} />
            </>
          ),
          sections: SECTIONS.map(({ column, width }) => ({
            id: column,
            header: t(column),
            content: cellOf(column),
            width,
          })),
        }}
      />
    );
  }
  const columns: TableProps.ColumnDefinition<Destination>[] = [
    ...COLUMNS.filter((column) => !without.includes(column)).map((column) => ({
      id: column,
      header: t(column),
      cell: cellOf(column),
      minWidth: WIDTHS[column],
      isRowHeader: column === 'name',
      verticalAlign: 'top' as const,
    })),
    { id: 'actions', header: t('actions'), cell: menuOf, width: 95, verticalAlign: 'top' },
  ];
  return (
    <Table
      {...common}
      columnDefinitions={columns}
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: t('list') }}
    />
  );
}
