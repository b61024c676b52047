import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useSession } from '../../../account/session.tsx';
import { useMessages } from '../../../i18n/i18n.tsx';
import { SOURCES, type Source } from '../draft.ts';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

/** Whose events it takes. */
export function SourceStep({ draft, change, errorFor }: StepProps) {
  const t = useMessages(createMessages);
  const { credential, account } = useSession();
  // The API's rule: only the platform's own account has accounts besides itself.
  const mayTakeOthers = credential.is_platform && account === credential.account;
  return (
    <Container>
      <FormField
        label={t('source_label')}
        constraintText={mayTakeOthers ? '' : t('accounts_no')}
        errorText={errorFor('events_from')}
        stretch
      >
        <RadioGroup
          value={draft.source}
          items={SOURCES.map((source) => ({
            value: source,
            label: t(source),
            description: t(`${source}_what`),
            disabled: source !== 'self' && !mayTakeOthers,
          }))}
          onChange={({ detail }) => change({ source: detail.value as Source })}
        />
      </FormField>
    </Container>
  );
}
