import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { type PatternRules, patternProblemOf, splitPatterns } from './patterns.ts';

/** A field for types and patterns that are not in the catalog. */
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
    const problem = patternProblemOf(pattern, rules);
    if (problem) return t(`problem_${problem}`, { pattern });
    return value.includes(pattern) ? t('problem_already', { pattern }) : undefined;
  };
  const add = () => {
    const typed = splitPatterns(text);
    if (typed.length === 0) return setError(t('problem_empty'));
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
          // Enter does not submit the surrounding form.
          event.preventDefault();
          add();
        }}
      />
    </FormField>
  );
}
