import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useEventTypes } from '../event/use-event-types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { publishMessages } from './messages.ts';

/** Selects an event type of the catalog, or a type that the user enters. */
export function TypeSelect({ value, onChange }: { value: string; onChange: (type: string) => void }) {
  const t = useMessages(publishMessages);
  const { types, search, status, retry } = useEventTypes();
  const [entered, setEntered] = useState('');
  const isNewType = /^[\w-]+(\.[\w-]+)+$/.test(entered) && !types.some(({ type }) => type === entered);
  const options: SelectProps.Option[] = [
    ...types.map(({ type, description }) => ({ value: type, ...(description ? { description } : {}) })),
    ...(isNewType
      ? [{ value: entered, label: t('type_entered', { type: entered }), description: t('type_entered_what') }]
      : []),
  ];
  return (
    <Select
      selectedOption={value === '' ? null : { value, label: value }}
      options={options}
      placeholder={t('type_placeholder')}
      filteringType="manual"
      filteringPlaceholder={t('type_filter')}
      filteringAriaLabel={t('type_filter')}
      statusType={status}
      loadingText={t('types_loading')}
      errorText={t('types_error')}
      recoveryText={t('again')}
      empty={t('type_none')}
      expandToViewport
      onLoadItems={({ detail }) => {
        setEntered(detail.filteringText.trim());
        search(detail.filteringText.trim());
        if (detail.samePage) retry();
      }}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
