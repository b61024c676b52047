import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMessages } from '../../i18n/i18n.tsx';
import { createMessages } from './messages.ts';
import type { useValidation } from './use-validation.ts';

/** Whether the API accepts the input. Its errors are shown at the fields. */
export function ValidationStatus({
  isChecking,
  isValid,
}: Pick<ReturnType<typeof useValidation>, 'isChecking' | 'isValid'>) {
  const t = useMessages(createMessages);
  return (
    <div role="status">
      {isChecking ? (
        <StatusIndicator type="loading">{t('checking')}</StatusIndicator>
      ) : (
        isValid && <StatusIndicator type="success">{t('valid')}</StatusIndicator>
      )}
    </div>
  );
}
