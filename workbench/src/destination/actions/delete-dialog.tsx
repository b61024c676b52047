import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import TextContent from '@cloudscape-design/components/text-content';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
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
  const { id, name, type } = destination;
  const [entered, setEntered] = useState('');
  const [tried, setTried] = useState(false);
  const same = isSameName(entered, name);
  const remove = useMutation({
    mutationFn: () => api.deleteDestination(id),
    onSuccess: () => {
      notify({ type: 'success', content: t('deleted', { name }) });
      onClose();
      onDeleted();
      // What asks for the destination itself would be told that there is none, while its page is being left.
      const others = ({ queryKey }: { queryKey: readonly unknown[] }) => !queryKey.includes(id);
      void queries.invalidateQueries({ queryKey: [scope], predicate: others });
    },
  });
  const confirm = () => {
    setTried(true);
    if (same && !remove.isPending) remove.mutate();
  };
  const shown = CONSEQUENCES.filter((one) => one !== 'delete_secret' || type === 'webhook_endpoint');
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
          {shown.map((one) => (
            <li key={one}>{t(one)}</li>
          ))}
        </ul>
      </TextContent>
      <FormField label={t('delete_name', { name })} errorText={tried && !same ? t('delete_mismatch') : ''} stretch>
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
