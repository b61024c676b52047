import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError } from '../../../api-client/api-error.ts';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { links } from '../shell/links.ts';
import { useNotify } from '../shell/notifications.tsx';
import { publishMessages } from './messages.ts';
import { checkSample } from './sample.ts';
import { TypeSelect } from './type-select.tsx';

const NEW_OBJECT = JSON.stringify({ id: 'example_1', object: 'example' }, null, 2);

/** Publishes a sample event, starting from the example in the catalog, and then opens it. */
export function PublishDialog({
  type: initialType,
  onClose,
  onPublished,
}: {
  type: string;
  onClose: () => void;
  /** Called instead of opening the event. */
  onPublished?: (id: string) => void;
}) {
  const t = useMessages(publishMessages);
  const { api, scope, mode } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const [, navigate] = useLocation();
  const [type, setType] = useState(initialType);
  /** The edited JSON; undefined while it is the example. */
  const [edited, setEdited] = useState<string>();
  const [submitted, setSubmitted] = useState(false);
  const eventType = useQuery({
    queryKey: [scope, 'event type', type],
    enabled: type !== '',
    queryFn: () =>
      api.eventType(type).catch((error) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
  const example = eventType.data?.example;
  const json = edited ?? (example ? JSON.stringify(example, null, 2) : NEW_OBJECT);
  const apiVersion = example ? eventType.data?.api_version : undefined;
  const { problem, detail, body } = checkSample({ type, json, apiVersion });

  const publish = useMutation({
    mutationFn: (event: unknown) => api.publish(event),
    onSuccess: ({ id }) => {
      notify({ type: 'success', content: t('published') });
      void queries.invalidateQueries({ queryKey: [scope, 'events'] });
      if (onPublished) onPublished(id);
      else navigate(links.event(id));
    },
  });
  const error = publish.error;
  // Closing does not cancel a call in progress, so the dialog stays open.
  const close = () => {
    if (!publish.isPending) onClose();
  };
  const param = error instanceof ApiError ? error.param : undefined;
  const [typeError, objectError] = [param?.startsWith('type'), param?.startsWith('data')].map((its) =>
    its ? error?.message : undefined,
  );

  return (
    <Modal
      visible
      size="large"
      position="top"
      header={t('publish_sample')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={publish.isPending} onClick={close}>
              {t('cancel')}
            </Button>
            <Button
              variant="primary"
              loading={publish.isPending}
              onClick={() => {
                setSubmitted(true);
                if (body) publish.mutate(body);
              }}
            >
              {t('publish')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <Form>
        <SpaceBetween size="l">
          <Alert type={mode === 'live' ? 'warning' : 'info'}>{t(`what_${mode}`)}</Alert>
          {error && typeError === undefined && objectError === undefined && <ErrorAlert error={error} />}
          <FormField label={t('type')} errorText={submitted && problem === 'type' ? t('type_missing') : typeError}>
            <TypeSelect
              value={type}
              onChange={(to) => {
                setType(to);
                // Edited JSON is kept when the type changes.
                publish.reset();
              }}
            />
          </FormField>
          <FormField
            label={t('object')}
            description={apiVersion ? t('object_version', { version: apiVersion }) : t('object_what')}
            stretch
            errorText={
              problem === 'not_json'
                ? t('not_json', { detail: detail ?? '' })
                : problem === 'not_object'
                  ? t('not_object')
                  : objectError
            }
          >
            <Textarea
              value={json}
              rows={14}
              spellcheck={false}
              disableBrowserAutocorrect
              onChange={({ detail }) => {
                setEdited(detail.value);
                publish.reset();
              }}
            />
          </FormField>
          {edited !== undefined && example && (
            <Button variant="inline-link" onClick={() => setEdited(undefined)}>
              {t('example')}
            </Button>
          )}
        </SpaceBetween>
      </Form>
    </Modal>
  );
}
