import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { actionMessages } from './messages.ts';
import { NewSecretDialog } from './new-secret-dialog.tsx';

/** Hours for which the old secret goes on signing. */
const OVERLAPS = [0, 1, 6, 24] as const;
const HOUR_SECONDS = 3600;

export function RollSecretDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const { id, name } = destination;
  const [hours, setHours] = useState<number>(24);
  const roll = useMutation({
    mutationFn: () => api.rollSecret(id, hours * HOUR_SECONDS),
    // A secret is not left lying in memory after its dialog is closed.
    gcTime: 0,
    onSuccess: () => void queries.invalidateQueries({ queryKey: [scope] }),
  });
  const secret = roll.data?.webhook_endpoint?.signing_secret;
  if (roll.data && secret) {
    return (
      <NewSecretDialog
        secret={secret}
        oldUntil={hours === 0 ? undefined : new Date(roll.data.updated).getTime() + hours * HOUR_SECONDS * 1000}
        onClose={() => {
          notify({ type: 'success', content: t('rolled', { name }) });
          onClose();
        }}
      />
    );
  }
  return (
    <ActionDialog
      title={t('roll_title', { name })}
      action={t('roll_do')}
      pending={roll.isPending}
      error={roll.error}
      onConfirm={() => roll.mutate()}
      onClose={onClose}
    >
      <Box variant="p">{t('roll_what')}</Box>
      <FormField label={t('roll_when')}>
        <RadioGroup
          value={String(hours)}
          readOnly={roll.isPending}
          onChange={({ detail }) => setHours(Number(detail.value))}
          items={OVERLAPS.map((count) => ({
            value: String(count),
            label: count === 0 ? t('roll_now') : t('roll_hours', { count }),
            description: count === 0 ? t('roll_now_what') : undefined,
          }))}
        />
      </FormField>
    </ActionDialog>
  );
}
