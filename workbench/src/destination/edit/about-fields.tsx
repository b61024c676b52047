import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMessages } from '../../i18n/i18n.tsx';
import { type EditField, LIMITS } from './edit-problems.ts';
import type { EditValues } from './edit-values.ts';
import { editMessages } from './messages.ts';

export function AboutFields({
  values: { name, description },
  onChange,
  errorOf,
}: {
  values: EditValues;
  onChange: (part: Partial<EditValues>) => void;
  errorOf: (field: EditField) => string;
}) {
  const t = useMessages(editMessages);
  return (
    <Container header={<Header variant="h2">{t('about')}</Header>}>
      <SpaceBetween size="l">
        <FormField
          label={t('name')}
          errorText={errorOf('name')}
          constraintText={t('counted', { used: name.length, most: LIMITS.name })}
        >
          <Input value={name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <FormField
          label={
            <>
              {t('description')} <i>- {t('optional')}</i>
            </>
          }
          errorText={errorOf('description')}
          constraintText={t('counted', { used: description.length, most: LIMITS.description })}
        >
          <Textarea value={description} rows={3} onChange={({ detail }) => onChange({ description: detail.value })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
