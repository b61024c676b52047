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

/** With no more types than this all headings are open at first. */
const OPEN_AT_MOST = 30;

/**
 * The catalog to choose from. Not the design system's tree view: its rows have no selection, and a search would have to
 * open and close its branches from outside.
 */
export function CatalogTree(props: Omit<BranchProps, 'toCome'>) {
  const t = useMessages(eventTypesMessages);
  const { catalog } = props;
  const [text, setText] = useState('');
  const [toCome, setToCome] = useState(true);
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
      <Toggle checked={toCome} description={t('to_come_what')} onChange={({ detail }) => setToCome(detail.checked)}>
        {t('to_come')}
      </Toggle>
      <TextFilter
        filteringText={text}
        filteringAriaLabel={t('search')}
        filteringPlaceholder={t('search_placeholder')}
        filteringClearAriaLabel={t('clear_search')}
        countText={isSearch ? t('matches', { count: found.length }) : ''}
        onChange={({ detail }) => {
          // What is found is shown at once; whatever was open before is open after it again.
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
                toCome={toCome}
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
