import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import Toggle from '@cloudscape-design/components/toggle';
import { useMemo, useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { GroupBranch } from './group-branch.tsx';
import { grouped, searched } from './grouping.ts';
import { eventTypesMessages } from './messages.ts';
import type { BranchProps } from './prefix-branch.tsx';

/** Catalogs with at most this many types are expanded initially. */
const OPEN_AT_MOST = 30;

/**
 * Selects event types from the catalog. The tree view of the design system is not used: its rows cannot be selected,
 * and a search would have to expand and collapse its branches from outside.
 */
export function CatalogTree(props: Omit<BranchProps, 'includeFuture'>) {
  const t = useMessages(eventTypesMessages);
  const { catalog } = props;
  const [text, setText] = useState('');
  const [includeFuture, setIncludeFuture] = useState(true);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(() => searched(catalog, text), [catalog, text]);
  const groups = useMemo(() => grouped(found), [found]);
  const isSearch = found !== catalog;
  const openAtFirst = isSearch || catalog.length <= OPEN_AT_MOST;
  const toggle = (name: string) =>
    setToggled((was) => {
      const next = new Set(was);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  return (
    <SpaceBetween size="m">
      <Toggle
        checked={includeFuture}
        description={t('include_future_what')}
        onChange={({ detail }) => setIncludeFuture(detail.checked)}
      >
        {t('include_future')}
      </Toggle>
      <TextFilter
        filteringText={text}
        filteringAriaLabel={t('search')}
        filteringPlaceholder={t('search_placeholder')}
        filteringClearAriaLabel={t('clear_search')}
        countText={isSearch ? t('matches', { count: found.length }) : ''}
        onChange={({ detail }) => {
          // A search expands its results. Clearing it restores the initial state.
          if ((detail.filteringText.trim() === '') !== (text.trim() === '')) setToggled(new Set());
          setText(detail.filteringText);
        }}
      />
      {groups.length === 0 ? (
        <EmptyState
          title={t('no_match')}
          text={t('no_match_what')}
          action={
            <Button formAction="none" onClick={() => setText('')}>
              {t('clear_search')}
            </Button>
          }
        />
      ) : (
        <section aria-label={t('tree')}>
          <SpaceBetween size="xs">
            {groups.map((group) => (
              <GroupBranch
                key={group.name}
                {...props}
                includeFuture={includeFuture}
                branch={group}
                open={openAtFirst !== toggled.has(group.name)}
                onToggle={() => toggle(group.name)}
              />
            ))}
          </SpaceBetween>
        </section>
      )}
    </SpaceBetween>
  );
}
