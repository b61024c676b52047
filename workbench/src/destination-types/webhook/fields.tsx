import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import type { FieldsProps } from '../destination-type.ts';
import type { WebhookDraft } from './draft.ts';
import { webhookViewMessages } from './view-messages.ts';

export function WebhookFields({ target, change, errorFor, validationStatus }: FieldsProps<WebhookDraft>) {
  const t = useMessages(webhookViewMessages);
  const { testEndpoint } = useSession();
  return (
    <Container header={<Header variant="h2">{t('endpoint')}</Header>}>
      <SpaceBetween size="s">
        <FormField label={t('url')} constraintText={t('url_hint')} errorText={errorFor('webhook_endpoint')} stretch>
          <Input
            type="url"
            inputMode="url"
            value={target.url}
            placeholder="https://"
            spellcheck={false}
            onChange={({ detail }) => change({ url: detail.value })}
          />
        </FormField>
        {testEndpoint !== undefined && (
          <Button formAction="none" onClick={() => change({ url: testEndpoint })}>
            {t('use_test_endpoint')}
          </Button>
        )}
        {validationStatus}
      </SpaceBetween>
    </Container>
  );
}
