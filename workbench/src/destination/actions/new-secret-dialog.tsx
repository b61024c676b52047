import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { actionMessages } from './messages.ts';

/**
 * Shows the new secret, only once: the dialog closes after the user confirms that the secret is stored.
 * @param oldUntil when the old secret expires, unix milliseconds; undefined when it has expired
 */
export function NewSecretDialog({
  secret,
  oldUntil,
  onClose,
}: {
  secret: string;
  oldUntil: number | undefined;
  onClose: () => void;
}) {
  const t = useMessages(actionMessages);
  const { formats } = useI18n();
  const [stored, setStored] = useState(false);
  useEffect(() => {
    if (stored) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [stored]);
  const [submitted, setSubmitted] = useState(false);
  const close = () => {
    setSubmitted(true);
    if (stored) onClose();
  };
  return (
    <Modal
      visible
      position="top"
      header={t('rotate_new')}
      onDismiss={close}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={close}>
            {t('close')}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning" header={t('rotate_once')}>
          {t('rotate_once_what')}
        </Alert>
        <FormField label={t('rotate_new')} stretch>
          <SpaceBetween size="xs">
            <pre className="workbench-code">{secret}</pre>
            <Copy variant="button" text={secret} label={t('copy_secret')} />
          </SpaceBetween>
        </FormField>
        <Box variant="p">
          {oldUntil === undefined ? t('rotate_old_gone') : t('rotate_old_until', { when: formats.dateTime(oldUntil) })}
        </Box>
        <FormField errorText={submitted && !stored ? t('rotate_not_stored') : ''}>
          <Checkbox checked={stored} onChange={({ detail }) => setStored(detail.checked)}>
            {t('rotate_stored')}
          </Checkbox>
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
