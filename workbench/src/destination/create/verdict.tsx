import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMessages } from '../../i18n/i18n.tsx';
import { createMessages } from './messages.ts';
import type { useValidation } from './use-validation.ts';

/** What the API says of all that is entered so far; what it refuses stands at the fields. */
export function Verdict({ isChecking, isValid }: Pick<ReturnType<typeof useValidation>, 'isChecking' | 'isValid'>) {
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
