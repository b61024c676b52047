import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Tiles from '@cloudscape-design/components/tiles';
import type { DestinationType } from '../../../api/types.ts';
import { DESTINATION_TYPES, moduleOf } from '../../../destination-types/by-type.ts';
import { useI18n, useMessages } from '../../../i18n/i18n.tsx';
import { textOf } from '../../../i18n/messages.ts';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

/** The destination types to choose from. */
export function TypeStep({ draft, errorFor, onType }: StepProps & { onType: (type: DestinationType) => void }) {
  const t = useMessages(createMessages);
  const { language } = useI18n();
  return (
    <Container>
      <FormField label={t('type_label')} stretch errorText={errorFor('type')}>
        <Tiles
          columns={2}
          value={draft.type}
          items={DESTINATION_TYPES.map((type) => {
            const { name, what } = moduleOf({ type }).messages[language];
            return { value: type, label: textOf(name, language), description: textOf(what, language) };
          })}
          onChange={({ detail }) => onType(detail.value as DestinationType)}
        />
      </FormField>
    </Container>
  );
}
