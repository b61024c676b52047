import DateInput from '@cloudscape-design/components/date-input';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { ago, type Bound, boundOf, localParts, PRESETS } from './bound.ts';
import { listMessages } from './messages.ts';

const MOMENT = 'moment';

/** Selects a time, relative to now or exact. */
export function BoundForm({ value, onChange }: { value: Bound | null; onChange: (value: Bound | null) => void }) {
  const t = useMessages(listMessages);
  const { formats } = useI18n();
  const [parts, setParts] = useState(() => localParts(value ?? ''));
  const [chosen, setChosen] = useState(() => (value === null ? null : PRESETS.includes(value) ? value : MOMENT));
  const enter = (date: string, time: string) => {
    setParts({ date, time });
    setChosen(MOMENT);
    onChange(boundOf(date, time) ?? null);
  };
  return (
    <SpaceBetween size="s">
      <RadioGroup
        value={chosen}
        ariaLabel={t('created')}
        items={[
          ...PRESETS.map((preset) => ({ value: preset, label: formats.relative(-(ago(preset) ?? 0), 0) })),
          { value: MOMENT, label: t('moment') },
        ]}
        onChange={({ detail }) => {
          setChosen(detail.value);
          onChange(detail.value === MOMENT ? (boundOf(parts.date, parts.time) ?? null) : detail.value);
        }}
      />
      {chosen === MOMENT && (
        <SpaceBetween size="xs" direction="horizontal">
          <FormField label={t('date')} constraintText={t('own_zone')}>
            <DateInput
              value={parts.date}
              placeholder="YYYY-MM-DD"
              format="iso"
              onChange={({ detail }) => enter(detail.value, parts.time)}
            />
          </FormField>
          <FormField label={t('time')}>
            <TimeInput
              value={parts.time}
              placeholder="hh:mm:ss"
              onChange={({ detail }) => enter(parts.date, detail.value)}
            />
          </FormField>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
