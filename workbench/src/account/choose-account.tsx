import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { shellMessages } from '../shell/messages.ts';

const ACCOUNT_ID = /^acct_[A-Za-z0-9_]{1,95}$/;

/** Lets the platform enter an account that is not in the list, because it is old or not registered. */
export function ChooseAccount({ onClose, onChosen }: { onClose: () => void; onChosen: (account: string) => void }) {
  const t = useMessages(shellMessages);
  const [id, setId] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const choose = () => {
    setSubmitted(true);
    if (!ACCOUNT_ID.test(id.trim())) return;
    onChosen(id.trim());
    onClose();
  };
  return (
    <Modal
      visible
      header={t('other_account')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button variant="primary" onClick={choose}>
              {t('switch')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField
        label={t('account_id')}
        errorText={submitted && !ACCOUNT_ID.test(id.trim()) ? t('account_id_wrong') : ''}
      >
        <Input
          autoFocus
          value={id}
          placeholder="acct_…"
          spellcheck={false}
          onChange={({ detail }) => setId(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') choose();
          }}
        />
      </FormField>
    </Modal>
  );
}
