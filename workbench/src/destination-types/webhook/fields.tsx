import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useSession } from '../../account/session.tsx';
import { createMessages } from '../../destination/create/messages.ts';
import type { StepProps } from '../../destination/create/step-props.ts';
import { useMessages } from '../../i18n/i18n.tsx';

/** @param verdict what the API says of it so far */
export function WebhookFields({ draft, change, errorFor, verdict }: StepProps & { verdict: ReactNode }) {
  const t = useMessages(createMessages);
  const { testEndpoint } = useSession();
  return (
    <Container header={<Header variant="h2">{t('endpoint')}</Header>}>
      <SpaceBetween size="s">
        <FormField label={t('url')} constraintText={t('url_hint')} errorText={errorFor('webhook_endpoint')} stretch>
          <Input
            type="url"
            inputMode="url"
            value={draft.url}
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
        {verdict}
      </SpaceBetween>
    </Container>
  );
}
