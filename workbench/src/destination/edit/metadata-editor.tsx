import AttributeEditor, { type AttributeEditorProps } from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useRef } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { LIMITS, type Problems } from './edit-problems.ts';
import type { MetadataEntry } from './edit-values.ts';
import { editMessages } from './messages.ts';

export function MetadataEditor({
  entries,
  onChange,
  rows,
  errorText,
}: {
  entries: readonly MetadataEntry[];
  onChange: (entries: readonly MetadataEntry[]) => void;
  /** Undefined until the form is submitted. */
  rows: Problems['rows'] | undefined;
  errorText: string;
}) {
  const t = useMessages(editMessages);
  const editor = useRef<AttributeEditorProps.Ref>(null);
  const change = (index: number, part: Partial<MetadataEntry>) =>
    onChange(entries.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  const problem = (index: number, part: 'key' | 'value') => {
    const found = rows?.[index]?.[part];
    return found && t(found);
  };
  return (
    <FormField errorText={errorText} stretch>
      <AttributeEditor
        ref={editor}
        items={entries}
        empty={t('no_metadata')}
        addButtonText={t('add')}
        removeButtonText={t('remove')}
        removeButtonAriaLabel={({ key }) => t('remove_key', { key })}
        disableAddButton={entries.length >= LIMITS.keys}
        additionalInfo={t('keys_left', { count: Math.max(0, LIMITS.keys - entries.length) })}
        onAddButtonClick={() => onChange([...entries, { key: '', value: '' }])}
        onRemoveButtonClick={({ detail: { itemIndex } }) => {
          onChange(entries.filter((_, at) => at !== itemIndex));
          // The button that had the focus was removed.
          if (entries.length === 1) editor.current?.focusAddButton();
          else editor.current?.focusRemoveButton(Math.max(0, itemIndex - 1));
        }}
        definition={[
          {
            label: t('key'),
            errorText: (_, index) => problem(index, 'key'),
            control: ({ key }, index) => (
              <Input
                value={key}
                spellcheck={false}
                autoComplete={false}
                onChange={({ detail }) => change(index, { key: detail.value })}
              />
            ),
          },
          {
            label: t('value'),
            errorText: (_, index) => problem(index, 'value'),
            control: ({ value }, index) => (
              <Input
                value={value}
                spellcheck={false}
                autoComplete={false}
                onChange={({ detail }) => change(index, { value: detail.value })}
              />
            ),
          },
        ]}
      />
    </FormField>
  );
}
