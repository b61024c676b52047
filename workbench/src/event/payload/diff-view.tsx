import './diff.css';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import { countChanges, foldRows, type ShownPart, unified } from './diff-rows.ts';
import { DiffTable } from './diff-table.tsx';
import { payloadMessages } from './messages.ts';
import { useDiff } from './use-diff.ts';

/** Maximum number of rows rendered at first. A payload can have tens of thousands. */
const ROWS_PER_RENDER = 600;

/** Shows the differences between two texts: side by side on wide screens, otherwise in one column. */
export function DiffView({ left, right, label }: { left: string; right: string; label: string }) {
  const t = useMessages(payloadMessages);
  const wide = useMedia('(min-width: 912px)');
  const diffed = useDiff(left, right);
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [limit, setLimit] = useState(ROWS_PER_RENDER);
  if (!diffed) return <StatusIndicator type="loading">{t('comparing')}</StatusIndicator>;
  if ('tooDifferent' in diffed) return <StatusIndicator type="warning">{t('too_different')}</StatusIndicator>;
  const { removed, added } = countChanges(diffed.rows);
  if (removed + added === 0) return <StatusIndicator type="info">{t('equal')}</StatusIndicator>;

  const parts = foldRows(wide ? diffed.rows : unified(diffed.rows)).map((part, at) => ({
    ...part,
    at,
    folded: part.folded && !all && !opened.has(at),
  }));
  const { shown, rest } = firstRows(parts, limit);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween size="s" direction="horizontal" alignItems="center">
        <Box color="text-status-error">− {t('removed', { count: removed })}</Box>
        <Box color="text-status-success">+ {t('added', { count: added })}</Box>
        <Button variant="inline-link" ariaExpanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'fold' : 'unfold')}
        </Button>
      </SpaceBetween>
      <DiffTable
        parts={shown}
        wide={wide}
        label={label}
        onUnfold={(at) => setOpened((were) => new Set([...were, at]))}
      />
      {rest > 0 && (
        <Button onClick={() => setLimit(limit + ROWS_PER_RENDER * 4)}>{t('more_lines', { count: rest })}</Button>
      )}
    </SpaceBetween>
  );
}

/** Returns the parts up to a number of rows, and the number of remaining rows. A collapsed part counts as one row. */
function firstRows(parts: readonly ShownPart[], limit: number): { shown: ShownPart[]; rest: number } {
  const shown: ShownPart[] = [];
  let [left, rest] = [limit, 0];
  for (const part of parts) {
    const size = part.folded ? 1 : part.rows.length;
    if (left <= 0) rest += part.rows.length;
    else if (size <= left) shown.push(part);
    else {
      shown.push({ ...part, rows: part.rows.slice(0, left) });
      rest += size - left;
    }
    left -= size;
  }
  return { shown, rest };
}
