import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { deliveriesMessages } from '../list/messages.ts';
import { AGES, ageOf } from './filter.ts';
import { localParts, momentOf } from './local-time.ts';

const EXACT = 'exact';

/** Selects a time to filter by: an age, or an exact time in the time zone of the browser. */
export function TimeForm({ value, onChange }: { value: unknown; onChange: (value: string | null) => void }) {
  const t = useMessages(deliveriesMessages);
  const { formats } = useI18n();
  const text = typeof value === 'string' ? value : '';
  const [exact, setExact] = useState(text !== '' && ageOf(text) === undefined);
  const [{ date, clock }, setParts] = useState(() => localParts(ageOf(text) === undefined ? text : ''));
  const now = Date.now();
  const options = [
    ...AGES.map((age) => ({ value: age, label: formats.relative(now - (ageOf(age) ?? 0), now) })),
    { value: EXACT, label: t('exact') },
  ];
  const put = (parts: { date: string; clock: string }) => {
    setParts(parts);
    onChange(momentOf(parts) ?? null);
  };
  return (
    <SpaceBetween size="s">
      <RadioGroup
        ariaLabel={t('time')}
        items={options}
        value={exact ? EXACT : text || null}
        onChange={({ detail }) => {
          setExact(detail.value === EXACT);
          onChange(detail.value === EXACT ? (momentOf({ date, clock }) ?? null) : detail.value);
        }}
      />
      {exact && (
        <>
          <FormField label={t('date')}>
            <DatePicker
              placeholder="YYYY/MM/DD"
              value={date}
              onChange={({ detail }) => put({ date: detail.value, clock })}
            />
          </FormField>
          <FormField label={t('clock')}>
            <TimeInput
              format="hh:mm:ss"
              placeholder="hh:mm:ss"
              value={clock}
              onChange={({ detail }) => put({ date, clock: detail.value })}
            />
          </FormField>
        </>
      )}
    </SpaceBetween>
  );
}
