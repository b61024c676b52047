import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import type { SetupProps } from '../destination-type.ts';
import { webhookViewMessages } from './view-messages.ts';

/** The signing secret after creation. It is not available after the page is reloaded. */
export function SigningSecret({ destination, secret, stored, onStored }: SetupProps<'webhook_endpoint'>) {
  const t = useMessages(webhookViewMessages);
  if (secret === undefined) {
    return (
      <Alert type="info" header={t('secret_gone')}>
        {t('secret_gone_what')} <PageLink href={links.destination(destination.id)}>{t('to_destination')}</PageLink>
      </Alert>
    );
  }
  return (
    <Container
      header={
        <Header variant="h2" description={t('secret_what')}>
          {t('secret')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {!stored && (
          <Alert type="warning" header={t('secret_once')}>
            {t('secret_once_what')}
          </Alert>
        )}
        <Copy text={secret} label={t('secret_copy')} />
        <Checkbox
          checked={stored}
          description={stored ? t('secret_saved_what') : ''}
          onChange={({ detail }) => onStored(detail.checked)}
        >
          {t('secret_saved')}
        </Checkbox>
      </SpaceBetween>
    </Container>
  );
}
