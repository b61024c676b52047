import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { fieldProblems } from '../../api/field-problems.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { eventbridgeViewMessages } from './view-messages.ts';

/** Sets the role of the destination. Its trust policy contains the id of the destination, so it is created afterwards. */
export function RoleField({ id, roleArn }: { id: string; roleArn: string | null }) {
  const t = useMessages(eventbridgeViewMessages);
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
  const readOnly = !can('destinations:write');
  return (
    <FormField
      label={t('role_arn')}
      stretch
      errorText={saving.error ? (fieldProblems(saving.error)[0]?.text ?? saving.error.message) : ''}
      secondaryControl={
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            loading={saving.isPending}
            disabled={readOnly || text.trim() === '' || text.trim() === roleArn}
            onClick={() => saving.mutate(text.trim())}
          >
            {t('role_save')}
          </Button>
          {roleArn !== null && (
            <Button disabled={readOnly || saving.isPending} onClick={() => saving.mutate(null)}>
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
