import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Tiles from '@cloudscape-design/components/tiles';
import { useMessages } from '../../../i18n/i18n.tsx';
import type { Draft } from '../draft.ts';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

/** A webhook endpoint or an event bus. */
export function TypeStep({ draft, change, errorFor }: StepProps) {
  const t = useMessages(createMessages);
  return (
    <Container>
      <FormField label={t('type_label')} stretch errorText={errorFor('type')}>
        <Tiles
          columns={2}
          value={draft.type}
          items={(['webhook_endpoint', 'amazon_eventbridge'] as const).map((type) => ({
            value: type,
            label: t(type),
            description: t(`${type}_what`),
          }))}
          onChange={({ detail }) => change({ type: detail.value as Draft['type'] })}
        />
      </FormField>
    </Container>
  );
}
