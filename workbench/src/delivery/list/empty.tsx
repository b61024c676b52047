import Button from '@cloudscape-design/components/button';
import { useLocation } from 'wouter';
import { pageToken } from '../../../../api-client/pages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { links } from '../../shell/links.ts';
import { isFiltered, type ListFilter } from '../filter/filter.ts';
import { deliveriesMessages } from './messages.ts';
import type { Shown } from './refresh.ts';

interface EmptyProps {
  readonly shown: Shown;
  readonly filter: ListFilter;
  readonly onClear: () => void;
  readonly onPage: (token: string | undefined) => void;
}

/** Explains an empty list: no deliveries, no matches, or no matches in the part that one call searches. */
export function Empty({ shown, filter, onClear, onPage }: EmptyProps) {
  const t = useMessages(deliveriesMessages);
  const [, navigate] = useLocation();
  const next = pageToken(shown.page.next_page_url);
  if (next !== undefined) {
    return (
      <EmptyState
        title={t('searched')}
        text={t('searched_what')}
        action={<Button onClick={() => onPage(next)}>{t('search_on')}</Button>}
      />
    );
  }
  if (isFiltered(filter)) {
    return (
      <EmptyState
        title={t('no_match')}
        text={t('no_match_what')}
        action={<Button onClick={onClear}>{t('clear')}</Button>}
      />
    );
  }
  return (
    <EmptyState
      title={t('empty')}
      text={t('empty_what')}
      action={<Button onClick={() => navigate(links.events)}>{t('to_events')}</Button>}
    />
  );
}
