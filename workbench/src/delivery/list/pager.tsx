import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { pageToken } from '../../../../api-client/pages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { deliveriesMessages } from './messages.ts';
import type { Shown } from './refresh.ts';

interface PagerProps {
  readonly shown: Shown | undefined;
  /** Token of the current page; undefined for the newest. */
  readonly page: string | undefined;
  readonly onPage: (token: string | undefined) => void;
}

/** Previous and next page. The API returns no page numbers. */
export function Pager({ shown, page, onPage }: PagerProps) {
  const t = useMessages(deliveriesMessages);
  const previous = shown && pageToken(shown.page.previous_page_url);
  const next = shown && pageToken(shown.page.next_page_url);
  return (
    <nav aria-label={t('pages')}>
      <SpaceBetween direction="horizontal" size="xxs" alignItems="center">
        {page !== undefined && (
          <Button variant="inline-link" onClick={() => onPage(undefined)}>
            {t('newest')}
          </Button>
        )}
        <Button
          variant="icon"
          iconName="angle-left"
          ariaLabel={t('previous')}
          disabled={page === undefined || previous === undefined}
          onClick={() => onPage(previous)}
        />
        <Button
          variant="icon"
          iconName="angle-right"
          ariaLabel={t('next')}
          disabled={next === undefined}
          onClick={() => onPage(next)}
        />
      </SpaceBetween>
    </nav>
  );
}
