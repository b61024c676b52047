import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { useMessages } from '../i18n/i18n.tsx';
import type { FieldProblem } from './build-call.ts';
import { explorerMessages } from './messages.ts';
import type { Field } from './operations.ts';

interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: FieldProblem | undefined;
}

/** The input for one field of a call. */
export function FieldInput({ field, value, onChange, problem }: FieldInputProps) {
  const t = useMessages(explorerMessages);
  const { name, kind, required, within, description } = field;
  const hint = kind === 'list' ? t('list_hint') : kind === 'json' ? t('json_hint') : undefined;
  return (
    <FormField
      label={
        <>
          {name} {(!required || within !== undefined) && <i>- {t('optional')}</i>}
        </>
      }
      description={description.replaceAll('`', '')}
      constraintText={hint}
      errorText={problem && t(problem)}
      stretch
    >
      <Control field={field} value={value} onChange={onChange} />
    </FormField>
  );
}

function Control({ field, value, onChange }: Pick<FieldInputProps, 'field' | 'value' | 'onChange'>) {
  const t = useMessages(explorerMessages);
  const { name, kind, choices, example } = field;
  const required = field.required && field.within === undefined;
  if (kind === 'choice' || kind === 'boolean') {
    const options = [
      ...(required ? [] : [{ value: '', label: t('unset') }]),
      ...(kind === 'boolean'
        ? [
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]
        : choices.map((choice) => ({ value: choice, label: choice }))),
    ];
    const shown = value === '' && required && choices.length === 1 ? (choices[0] ?? '') : value;
    return (
      <Select
        ariaLabel={name}
        options={options}
        selectedOption={options.find((option) => option.value === shown) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    );
  }
  if (kind === 'list' || kind === 'json') {
    return (
      <Textarea
        ariaLabel={name}
        value={value}
        placeholder={example}
        rows={kind === 'json' ? 6 : 3}
        spellcheck={false}
        onChange={({ detail }) => onChange(detail.value)}
      />
    );
  }
  return (
    <Input
      ariaLabel={name}
      value={value}
      placeholder={example}
      spellcheck={false}
      inputMode={kind === 'number' ? 'numeric' : 'text'}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
