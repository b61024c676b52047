import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { PublishButton } from '../../publish/publish-button.tsx';
import { publishCommand } from '../../publish/publish-command.ts';
import { Copy } from '../../shared/copy.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { listMessages } from './messages.ts';

export function NoEvents({ onPublish }: { onPublish: () => void }) {
  const t = useMessages(listMessages);
  const { can, account, credential } = useSession();
  if (!can('events:publish')) return <EmptyState title={t('none')} text={t('none_acting')} />;
  const command = publishCommand(location.origin, account === credential.account ? undefined : account);
  return (
    <EmptyState
      title={t('none')}
      text={t('none_what')}
      action={
        <SpaceBetween size="s" alignItems="center">
          <Box variant="code" textAlign="left">
            <pre className="workbench-code">{command}</pre>
          </Box>
          <SpaceBetween size="xs" direction="horizontal">
            <Copy variant="button" text={command} />
            <PublishButton onClick={onPublish} />
          </SpaceBetween>
        </SpaceBetween>
      }
    />
  );
}

export function NoMatches({ onClear }: { onClear: () => void }) {
  const t = useMessages(listMessages);
  return (
    <EmptyState
      title={t('none_match')}
      text={t('none_match_what')}
      action={<Button onClick={onClear}>{t('clear')}</Button>}
    />
  );
}
