import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMessages } from '../../../i18n/i18n.tsx';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

export function NameFields({ draft, change, errorFor }: StepProps) {
  const t = useMessages(createMessages);
  return (
    <Container header={<Header variant="h2">{t('naming')}</Header>}>
      <SpaceBetween size="l">
        <FormField label={t('name')} constraintText={t('name_hint')} errorText={errorFor('name')}>
          <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
        </FormField>
        <FormField
          label={
            <>
              {t('description')} <i>- {t('optional')}</i>
            </>
          }
          stretch
          errorText={errorFor('description')}
        >
          <Textarea
            rows={2}
            value={draft.description}
            onChange={({ detail }) => change({ description: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
