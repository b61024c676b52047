import Box from '@cloudscape-design/components/box';
import { useMessages } from '../../i18n/i18n.tsx';
import type { Entry } from './entries.ts';
import { paletteMessages } from './messages.ts';

/** An option of the palette. The focus stays in the text field, which names the active option. */
export function PaletteOption({
  id,
  entry,
  selected,
  onPoint,
  onChoose,
}: {
  id: string;
  entry: Entry;
  selected: boolean;
  onPoint: () => void;
  onChoose: () => void;
}) {
  const t = useMessages(paletteMessages);
  const { label, kind, keys, detail, disabled } = entry;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, see aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-disabled={disabled !== undefined}
      className="palette-option"
      onPointerMove={selected ? undefined : onPoint}
      onClick={onChoose}
    >
      <div>
        <Box {...(disabled === undefined ? {} : { color: 'text-status-inactive' })}>{label}</Box>
        {(disabled ?? detail) !== undefined && (
          <Box variant="small" color="text-body-secondary">
            {disabled ?? detail}
          </Box>
        )}
      </div>
      <div className="palette-kind">
        <Box variant="small" color="text-body-secondary">
          {t(kind)}{' '}
          {keys?.split(' ').map((key) => (
            <kbd key={key} className="palette-key" aria-hidden>
              {key}
            </kbd>
          ))}
        </Box>
      </div>
    </div>
  );
}
