import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../../api-client/api-error.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { sessionMessages } from './messages.ts';
import type { SignInState } from './session.tsx';

/** The page that asks for an API key. */
export function SignIn({ mode, setMode, signIn, ended, loading, error, retry }: SignInState) {
  const t = useMessages(sessionMessages);
  const [key, setKey] = useState('');
  const signingIn = useMutation({ mutationFn: signIn });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== '') signingIn.mutate(key.trim());
  };
  if (loading) {
    return (
      <Box textAlign="center" padding="xxxl">
        <Spinner size="large" />
        <Box variant="p">{t('loading')}</Box>
      </Box>
    );
  }
  const refused = signingIn.error instanceof ApiError && signingIn.error.status === 401;
  const other = mode === 'live' ? 'sandbox' : 'live';
  return (
    <ContentLayout maxContentWidth={640} header={<Header variant="h1">{t('title')}</Header>}>
      <SpaceBetween size="l">
        {ended === 'expired' && (
          <Alert type="warning" header={t('expired')}>
            {t('expired_what')}
          </Alert>
        )}
        {error && <ErrorAlert error={error} onRetry={retry} />}
        {signingIn.error && !refused && <ErrorAlert error={signingIn.error} />}
        <form onSubmit={submit}>
          <Form
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button formAction="none" onClick={() => setMode(other)}>
                  {t('other_mode', { mode: t(other) })}
                </Button>
                <Button variant="primary" loading={signingIn.isPending} disabled={key.trim() === ''}>
                  {t('enter')}
                </Button>
              </SpaceBetween>
            }
          >
            <Container>
              <SpaceBetween size="m">
                <Box variant="p">{t('what')}</Box>
                <FormField label={t('key')} constraintText={t('key_hint')} errorText={refused ? t('key_refused') : ''}>
                  <Input
                    autoFocus
                    type="password"
                    autoComplete={false}
                    spellcheck={false}
                    placeholder={mode === 'live' ? 'sk_live_…' : 'sk_test_…'}
                    value={key}
                    onChange={({ detail }) => setKey(detail.value)}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
          </Form>
        </form>
      </SpaceBetween>
    </ContentLayout>
  );
}
