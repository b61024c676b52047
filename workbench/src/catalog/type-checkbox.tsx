import Checkbox from '@cloudscape-design/components/checkbox';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { type CatalogType, matchesAny } from './patterns.ts';
import { canSelect } from './selection.ts';

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
  const chosen = matchesAny(value, type.type);
  const disabled = !canSelect(type, thin) && !value.includes(type.type);
  const why = canSelect(type, thin) ? '' : ` ${t(chosen && disabled ? 'no_thin_matched' : 'no_thin')}`;
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
