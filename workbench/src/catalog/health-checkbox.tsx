import Checkbox from '@cloudscape-design/components/checkbox';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { HEALTH_EVENTS } from './patterns.ts';
import { hasHealthEvents, withHealthEvents } from './selection.ts';

/** Selects the events about the health of other destinations, which are not in the catalog. */
export function HealthCheckbox({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (patterns: string[]) => void;
}) {
  const t = useMessages(eventTypesMessages);
  return (
    <Checkbox
      checked={hasHealthEvents(value)}
      description={t('health_what', { pattern: HEALTH_EVENTS })}
      onChange={({ detail }) => onChange(withHealthEvents(value, detail.checked))}
    >
      {t('health')}
    </Checkbox>
  );
}
