import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import TextContent from '@cloudscape-design/components/text-content';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { isSameName } from './available.ts';
import { actionMessages } from './messages.ts';

const CONSEQUENCES = ['delete_retries', 'delete_secret', 'delete_kept', 'delete_or_disable'] as const;

export function DeleteDialog({
  destination,
  onClose,
  onDeleted,
}: {
  destination: Destination;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const { id, name } = destination;
  const [entered, setEntered] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const isSame = isSameName(entered, name);
  const remove = useMutation({
    mutationFn: () => api.deleteDestination(id),
    onSuccess: () => {
      notify({ type: 'success', content: t('deleted', { name }) });
      onClose();
      onDeleted();
      // Queries of the destination itself would fail with 404 while its page is being left.
      const others = ({ queryKey }: { queryKey: readonly unknown[] }) => !queryKey.includes(id);
      void queries.invalidateQueries({ queryKey: [scope], predicate: others });
    },
  });
  const confirm = () => {
    setSubmitted(true);
    if (isSame && !remove.isPending) remove.mutate();
  };
  const hasSecret = moduleOf(destination).signingSecretOf !== undefined;
  const shown = CONSEQUENCES.filter((text) => text !== 'delete_secret' || hasSecret);
  return (
    <ActionDialog
      title={t('delete_title', { name })}
      action={t('delete')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Alert type="warning">{t('delete_what')}</Alert>
      <TextContent>
        <ul>
          {shown.map((text) => (
            <li key={text}>{t(text)}</li>
          ))}
        </ul>
      </TextContent>
      <FormField
        label={t('delete_name', { name })}
        errorText={submitted && !isSame ? t('delete_mismatch') : ''}
        stretch
      >
        <Input
          value={entered}
          placeholder={name}
          autoComplete={false}
          spellcheck={false}
          disabled={remove.isPending}
          onChange={({ detail }) => setEntered(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') confirm();
          }}
        />
      </FormField>
    </ActionDialog>
  );
}
