import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { LIMIT_FIELDS, type Limits, MAX_LIMIT } from './limits.ts';
import { limitsMessages } from './messages.ts';

/** The limits of a destination. They are collapsed while there are none. */
export function LimitFields({
  limits,
  onChange,
  errorFor,
}: {
  readonly limits: Limits;
  readonly onChange: (limits: Limits) => void;
  /** Returns the error of a field of the API, or an empty text. */
  readonly errorFor: (field: string) => string;
}) {
  const t = useMessages(limitsMessages);
  const [isExpanded, setExpanded] = useState(limits.perSecond !== '' || limits.maxInFlight !== '');
  const hasError = Object.values(LIMIT_FIELDS).some((field) => errorFor(field) !== '');
  const field = (name: keyof Limits, label: string, description: string) => (
    <FormField
      label={label}
      description={description}
      constraintText={t('range', { max: MAX_LIMIT })}
      errorText={errorFor(LIMIT_FIELDS[name])}
    >
      <Input
        inputMode="numeric"
        value={limits[name]}
        onChange={({ detail }) => onChange({ ...limits, [name]: detail.value })}
      />
    </FormField>
  );
  return (
    <ExpandableSection
      variant="container"
      headingTagOverride="h2"
      headerText={
        <>
          {t('limits')} <i>- {t('optional')}</i>
        </>
      }
      headerDescription={t('limits_what')}
      expanded={isExpanded || hasError}
      onChange={({ detail }) => setExpanded(detail.expanded)}
    >
      <SpaceBetween size="l">
        {field('perSecond', t('per_second'), t('per_second_what'))}
        {field('maxInFlight', t('in_flight'), t('in_flight_what'))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
