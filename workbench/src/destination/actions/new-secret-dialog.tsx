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
 * A secret that is shown this once: the dialog closes for those who say that they have it.
 * @param oldUntil unix milliseconds; undefined when the old one signs no more
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
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (kept) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [kept]);
  const [tried, setTried] = useState(false);
  const close = () => {
    setTried(true);
    if (kept) onClose();
  };
  return (
    <Modal
      visible
      position="top"
      header={t('roll_new')}
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
        <Alert type="warning" header={t('roll_once')}>
          {t('roll_once_what')}
        </Alert>
        <FormField label={t('roll_new')} stretch>
          <SpaceBetween size="xs">
            <pre className="workbench-code">{secret}</pre>
            <Copy variant="button" text={secret} label={t('copy_secret')} />
          </SpaceBetween>
        </FormField>
        <Box variant="p">
          {oldUntil === undefined ? t('roll_old_gone') : t('roll_old_until', { when: formats.dateTime(oldUntil) })}
        </Box>
        <FormField errorText={tried && !kept ? t('roll_not_kept') : ''}>
          <Checkbox checked={kept} onChange={({ detail }) => setKept(detail.checked)}>
            {t('roll_kept')}
          </Checkbox>
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
