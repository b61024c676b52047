import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { faultOf, type PatternRules, typedPatterns } from './patterns.ts';

/** A field for what the catalog does not have, or what one would rather type. */
export function CustomPattern({
  value,
  rules,
  onAdd,
}: {
  value: readonly string[];
  rules: PatternRules;
  onAdd: (patterns: string[]) => void;
}) {
  const t = useMessages(eventTypesMessages);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const problemOf = (pattern: string): string | undefined => {
    const fault = faultOf(pattern, rules);
    if (fault) return t(`fault_${fault}`, { pattern });
    return value.includes(pattern) ? t('fault_already', { pattern }) : undefined;
  };
  const add = () => {
    const typed = typedPatterns(text);
    if (typed.length === 0) return setError(t('fault_empty'));
    const wrong = typed.filter((pattern) => problemOf(pattern) !== undefined);
    const good = typed.filter((pattern) => !wrong.includes(pattern));
    if (good.length > 0) onAdd(good);
    setText(wrong.join(', '));
    return setError(wrong.length > 0 ? (problemOf(wrong[0] as string) ?? '') : '');
  };
  return (
    <FormField
      label={t('custom')}
      constraintText={t('custom_hint')}
      errorText={error}
      secondaryControl={
        <Button formAction="none" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <Input
        value={text}
        spellcheck={false}
        autoComplete={false}
        placeholder="invoice.*"
        onChange={({ detail }) => {
          setText(detail.value);
          setError('');
        }}
        onKeyDown={(event) => {
          if (event.detail.key !== 'Enter' || event.detail.isComposing) return;
          // Not the form that it may stand in.
          event.preventDefault();
          add();
        }}
      />
    </FormField>
  );
}
