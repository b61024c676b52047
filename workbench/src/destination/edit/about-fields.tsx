import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMessages } from '../../i18n/i18n.tsx';
import { LIMITS } from './edit-problems.ts';
import type { CommonValues } from './edit-values.ts';
import { editMessages } from './messages.ts';

export function AboutFields({
  values: { name, description },
  onChange,
  errorFor,
}: {
  values: CommonValues;
  onChange: (part: Partial<CommonValues>) => void;
  errorFor: (field: string) => string;
}) {
  const t = useMessages(editMessages);
  return (
    <Container header={<Header variant="h2">{t('about')}</Header>}>
      <SpaceBetween size="l">
        <FormField
          label={t('name')}
          errorText={errorFor('name')}
          constraintText={t('counted', { used: name.length, limit: LIMITS.name })}
        >
          <Input value={name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <FormField
          label={
            <>
              {t('description')} <i>- {t('optional')}</i>
            </>
          }
          errorText={errorFor('description')}
          constraintText={t('counted', { used: description.length, limit: LIMITS.description })}
        >
          <Textarea value={description} rows={3} onChange={({ detail }) => onChange({ description: detail.value })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
