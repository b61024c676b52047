import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { PublishButton } from '../../publish/publish-button.tsx';
import { Copy } from '../../shared/copy.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { LISTEN_COMMAND } from '../command.ts';
import { listenMessages } from '../messages.ts';

/** Shown until the first event arrives. */
export function NoLiveEvents({ onPublish }: { onPublish: () => void }) {
  const t = useMessages(listenMessages);
  return (
    <EmptyState
      title={t('waiting')}
      text={t('waiting_what')}
      action={
        <SpaceBetween size="s" alignItems="center">
          <Box variant="code">
            <span className="workbench-anywhere">{LISTEN_COMMAND}</span>
          </Box>
          <SpaceBetween size="xs" direction="horizontal">
            <Copy variant="button" text={LISTEN_COMMAND} />
            <PublishButton onClick={onPublish} />
          </SpaceBetween>
        </SpaceBetween>
      }
    />
  );
}

export function NoMatches({ onClear }: { onClear: () => void }) {
  const t = useMessages(listenMessages);
  return (
    <EmptyState
      title={t('none_match')}
      text={t('none_match_what')}
      action={<Button onClick={onClear}>{t('filter_clear')}</Button>}
    />
  );
}
