import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { actionMessages } from './messages.ts';
import { NewSecretDialog } from './new-secret-dialog.tsx';

/** Hours for which the old secret continues to sign. */
const OVERLAPS = [0, 1, 6, 24] as const;
const HOUR_SECONDS = 3600;

export function RotateSecretDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const { id, name } = destination;
  const [hours, setHours] = useState<number>(24);
  const rotation = useMutation({
    mutationFn: () => api.rollSecret(id, hours * HOUR_SECONDS),
    // The cache must not contain the secret after the dialog is closed.
    gcTime: 0,
    onSuccess: () => void queries.invalidateQueries({ queryKey: [scope] }),
  });
  const secret = rotation.data && moduleOf(rotation.data).signingSecretOf?.(rotation.data);
  if (rotation.data && secret) {
    return (
      <NewSecretDialog
        secret={secret}
        oldUntil={hours === 0 ? undefined : new Date(rotation.data.updated).getTime() + hours * HOUR_SECONDS * 1000}
        onClose={() => {
          notify({ type: 'success', content: t('rotated', { name }) });
          onClose();
        }}
      />
    );
  }
  return (
    <ActionDialog
      title={t('rotate_title', { name })}
      action={t('rotate_do')}
      pending={rotation.isPending}
      error={rotation.error}
      onConfirm={() => rotation.mutate()}
      onClose={onClose}
    >
      <Box variant="p">{t('rotate_what')}</Box>
      <FormField label={t('rotate_when')}>
        <RadioGroup
          value={String(hours)}
          readOnly={rotation.isPending}
          onChange={({ detail }) => setHours(Number(detail.value))}
          items={OVERLAPS.map((count) => ({
            value: String(count),
            label: count === 0 ? t('rotate_now') : t('rotate_hours', { count }),
            description: count === 0 ? t('rotate_now_what') : undefined,
          }))}
        />
      </FormField>
    </ActionDialog>
  );
}
