import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { fieldProblems } from '../../api/field-problems.ts';
import { doneMessages } from '../../destination/create/done/messages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';

/** Tells the destination its role, which can be made only now that its id is known. */
export function RoleField({ id, roleArn }: { id: string; roleArn: string | null }) {
  const t = useMessages(doneMessages);
  const { api, scope, can } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const [text, setText] = useState(roleArn ?? '');
  const saving = useMutation({
    mutationFn: (arn: string | null) => api.updateDestination(id, { amazon_eventbridge: { role_arn: arn } }),
    onSuccess: (destination, arn) => {
      queries.setQueryData([scope, 'destination', id], destination);
      setText(arn ?? '');
      notify({ type: 'success', content: t(arn === null ? 'role_removed' : 'role_saved') });
    },
  });
  const mayNot = !can('destinations:write');
  return (
    <FormField
      label={t('role_arn')}
      stretch
      errorText={saving.error ? (fieldProblems(saving.error)[0]?.text ?? saving.error.message) : ''}
      secondaryControl={
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            loading={saving.isPending}
            disabled={mayNot || text.trim() === '' || text.trim() === roleArn}
            onClick={() => saving.mutate(text.trim())}
          >
            {t('role_save')}
          </Button>
          {roleArn !== null && (
            <Button disabled={mayNot || saving.isPending} onClick={() => saving.mutate(null)}>
              {t('role_remove')}
            </Button>
          )}
        </SpaceBetween>
      }
    >
      <Input
        value={text}
        spellcheck={false}
        placeholder="arn:aws:iam::123456789012:role/events"
        onChange={({ detail }) => setText(detail.value)}
      />
    </FormField>
  );
}
