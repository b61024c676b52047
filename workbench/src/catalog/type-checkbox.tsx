import Checkbox from '@cloudscape-design/components/checkbox';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { type CatalogType, isTaken } from './patterns.ts';
import { canName } from './selection.ts';

/** One event type. */
export function TypeCheckbox({
  type,
  value,
  thin,
  onChange,
}: {
  type: CatalogType;
  value: readonly string[];
  thin: boolean;
  onChange: (chosen: boolean) => void;
}) {
  const t = useMessages(eventTypesMessages);
  const chosen = isTaken(value, type.type);
  const disabled = !canName(type, thin) && !value.includes(type.type);
  const why = canName(type, thin) ? '' : ` ${t(chosen && disabled ? 'no_thin_taken' : 'no_thin')}`;
  return (
    <Checkbox
      checked={chosen}
      disabled={disabled}
      description={`${type.description}${why}`}
      onChange={({ detail }) => onChange(detail.checked)}
    >
      {type.type}
    </Checkbox>
  );
}
