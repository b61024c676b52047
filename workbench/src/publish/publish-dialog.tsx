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
import { useSession } from '../account/session.tsx';
import { ApiError } from '../api/api-error.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { links } from '../shell/links.ts';
import { useNotify } from '../shell/notifications.tsx';
import { publishMessages } from './messages.ts';
import { checkSample } from './sample.ts';
import { TypeSelect } from './type-select.tsx';

const NEW_OBJECT = JSON.stringify({ id: 'example_1', object: 'example' }, null, 2);

/** Publishes an event that is made up, beginning from the catalog's example, then opens it. */
export function PublishDialog({
  type: asked,
  onClose,
  onPublished,
}: {
  type: string;
  onClose: () => void;
  /** Instead of opening it. */
  onPublished?: (id: string) => void;
}) {
  const t = useMessages(publishMessages);
  const { api, scope, mode } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const [, navigate] = useLocation();
  const [type, setType] = useState(asked);
  /** Undefined until something is typed: then the example does not take its place. */
  const [edited, setEdited] = useState<string>();
  const [tried, setTried] = useState(false);
  const chosen = useQuery({
    queryKey: [scope, 'event type', type],
    enabled: type !== '',
    queryFn: () =>
      api.eventType(type).catch((error) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
  const example = chosen.data?.example;
  const json = edited ?? (example ? JSON.stringify(example, null, 2) : NEW_OBJECT);
  const apiVersion = example ? chosen.data?.api_version : undefined;
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
  // While the call is under way nobody should think that closing takes it back.
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
                setTried(true);
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
          <FormField label={t('type')} errorText={tried && problem === 'type' ? t('type_missing') : typeError}>
            <TypeSelect
              value={type}
              onChange={(to) => {
                setType(to);
                // What was typed for another type is kept: it may be what is wanted.
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
