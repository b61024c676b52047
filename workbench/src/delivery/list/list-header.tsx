import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMessages } from '../../i18n/i18n.tsx';
import { deliveriesMessages } from './messages.ts';
import type { Shown } from './refresh.ts';

interface ListHeaderProps {
  readonly shown: Shown | undefined;
  /** Number of selected deliveries. */
  readonly selected: number;
  readonly live: boolean;
  /** Undefined on older pages, which are not refreshed automatically. */
  readonly onLive: ((live: boolean) => void) | undefined;
  readonly fetching: boolean;
  /** Why the selected deliveries cannot be resent. */
  readonly refusal: string | undefined;
  readonly onRefresh: () => void;
  readonly onShow: () => void;
  readonly onResend: () => void;
}

/** The actions of the list. */
export function ListHeader(given: ListHeaderProps) {
  const t = useMessages(deliveriesMessages);
  const { shown, selected, live, onLive, fetching, refusal } = given;
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
            // Automatic refreshes show no spinner.
            loading={fetching && !(live && onLive)}
          />
          <Button
            onClick={given.onResend}
            disabled={refusal !== undefined}
            {...(refusal === undefined ? {} : { disabledReason: refusal })}
          >
            {selected === 0 ? t('resend_selected') : t('resend_count', { count: selected })}
          </Button>
        </SpaceBetween>
      }
    >
      {t('title')}
    </Header>
  );
}
