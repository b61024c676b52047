import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMessages } from '../../i18n/i18n.tsx';
import { deliveriesMessages } from './messages.ts';
import type { Shown } from './refresh.ts';

interface ListHeaderProps {
  readonly shown: Shown | undefined;
  /** How many are selected. */
  readonly chosen: number;
  readonly live: boolean;
  /** Undefined on older pages, which are not updated. */
  readonly onLive: ((live: boolean) => void) | undefined;
  readonly fetching: boolean;
  /** Why the chosen ones cannot be resent. */
  readonly refusal: string | undefined;
  readonly onRefresh: () => void;
  readonly onShow: () => void;
  readonly onResend: () => void;
}

/** What can be done with the list. */
export function ListHeader(given: ListHeaderProps) {
  const t = useMessages(deliveriesMessages);
  const { shown, chosen, live, onLive, fetching, refusal } = given;
  const arrived = shown?.arrived ?? 0;
  return (
    <Header
      variant="h2"
      actions={
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          {arrived > 0 && (
            <Button iconName="angle-up" onClick={given.onShow}>
              {t(shown?.arrivedMore ? 'arrived_more' : 'arrived', { count: arrived })}
            </Button>
          )}
          {onLive && (
            <Toggle checked={live} onChange={({ detail }) => onLive(detail.checked)}>
              {t('live')}
            </Toggle>
          )}
          <Button
            iconName="refresh"
            ariaLabel={t('refresh')}
            onClick={given.onRefresh}
            // By itself it asks every few seconds, which is nothing to show.
            loading={fetching && !(live && onLive)}
          />
          <Button
            onClick={given.onResend}
            disabled={refusal !== undefined}
            {...(refusal === undefined ? {} : { disabledReason: refusal })}
          >
            {chosen === 0 ? t('resend_selected') : t('resend_count', { count: chosen })}
          </Button>
        </SpaceBetween>
      }
    >
      {t('title')}
    </Header>
  );
}
