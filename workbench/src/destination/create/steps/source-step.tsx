import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useSession } from '../../../account/session.tsx';
import { useMessages } from '../../../i18n/i18n.tsx';
import { SOURCES, type Source } from '../draft.ts';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

/** Whose events the destination receives. */
export function SourceStep({ draft, change, errorFor }: StepProps) {
  const t = useMessages(createMessages);
  const { credential, account } = useSession();
  // The API allows this only to the account of the platform.
  const canReceiveOthers = credential.is_platform && account === credential.account;
  return (
    <Container>
      <FormField
        label={t('source_label')}
        constraintText={canReceiveOthers ? '' : t('accounts_no')}
        errorText={errorFor('events_from')}
        stretch
      >
        <RadioGroup
          value={draft.source}
          items={SOURCES.map((source) => ({
            value: source,
            label: t(source),
            description: t(`${source}_what`),
            disabled: source !== 'self' && !canReceiveOthers,
          }))}
          onChange={({ detail }) => change({ source: detail.value as Source })}
        />
      </FormField>
    </Container>
  );
}
