import DateRangePicker from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { recoverMessages } from './messages.ts';
import { type Milestones, RETENTION_MS, type RecoverForm, type Since, sinceOptions } from './recover-request.ts';

/** Selects the time range: relative to now, from a milestone of the destination, or custom. */
export function SinceField({
  form,
  milestones,
  errorText,
  onChange,
}: {
  form: RecoverForm;
  milestones: Milestones;
  errorText: string | undefined;
  onChange: (change: Pick<RecoverForm, 'since'> | Pick<RecoverForm, 'range'>) => void;
}) {
  const t = useMessages(recoverMessages);
  const { formats, language } = useI18n();
  const described = (since: Since): string | undefined => {
    const at = since === 'success' || since === 'disabled' ? milestones[since] : undefined;
    if (at === undefined) return undefined;
    return t(since === 'success' ? 'since_success_when' : 'since_disabled_when', { when: formats.dateTime(at) });
  };
  const options = sinceOptions(milestones).map((since) => {
    const description = described(since);
    return { value: since, label: t(`since_${since}`), ...(description === undefined ? {} : { description }) };
  });
  const isRange = form.since === 'range';
  const now = Date.now();
  return (
    <SpaceBetween size="s">
      <FormField
        label={t('since')}
        description={described(form.since)}
        errorText={isRange ? undefined : errorText}
        stretch
      >
        <Select
          selectedOption={options.find(({ value }) => value === form.since) ?? null}
          options={options}
          onChange={({ detail }) => onChange({ since: detail.selectedOption.value as Since })}
        />
      </FormField>
      {isRange && (
        <FormField label={t('range')} errorText={errorText} stretch>
          <DateRangePicker
            rangeSelectorMode="absolute-only"
            relativeOptions={[]}
            locale={language}
            absoluteFormat="long-localized"
            placeholder={t('range_choose')}
            expandToViewport
            value={form.range ? { type: 'absolute', startDate: form.range.from, endDate: form.range.to } : null}
            // The form field shows the error, as for the other fields.
            isValidRange={() => ({ valid: true })}
            isDateEnabled={(date) => date.getTime() <= now && date.getTime() > now - RETENTION_MS - DAY_MS}
            onChange={({ detail }) =>
              onChange({
                range:
                  detail.value?.type === 'absolute'
                    ? { from: detail.value.startDate, to: detail.value.endDate }
                    : undefined,
              })
            }
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}

/** The oldest day is only partly within the retention period. */
const DAY_MS = 24 * 3_600_000;
