import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../i18n/i18n.tsx';
import { recoverMessages } from './messages.ts';
import { MISSED, type Missed } from './recover-request.ts';

/** Selects which missed events are recovered. */
export function MissedField({
  missed,
  errorText,
  onChange,
}: {
  missed: readonly Missed[];
  errorText: string | undefined;
  onChange: (missed: Missed[]) => void;
}) {
  const t = useMessages(recoverMessages);
  return (
    <FormField label={t('missed')} errorText={errorText} stretch>
      <SpaceBetween size="xs">
        {MISSED.map((one) => (
          <Checkbox
            key={one}
            checked={missed.includes(one)}
            description={t(`missed_${one}_what`)}
            onChange={({ detail }) =>
              onChange(MISSED.filter((other) => (other === one ? detail.checked : missed.includes(other))))
            }
          >
            {t(`missed_${one}`)}
          </Checkbox>
        ))}
      </SpaceBetween>
    </FormField>
  );
}
