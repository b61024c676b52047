import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { useEventTypes } from '../use-event-types.ts';
import { ago, type Bound } from './bound.ts';
import { BoundForm } from './bound-form.tsx';
import { eventIdIn, fromTokens, toTokens } from './filter-tokens.ts';
import type { ListState } from './list-state.ts';
import { listMessages } from './messages.ts';
import { typeOptions } from './type-options.ts';

/** The filter of the event list. The API does the filtering. */
export function EventFilter({
  state,
  countText,
  onChange,
  onEvent,
}: {
  state: ListState;
  countText: string;
  onChange: (state: ListState) => void;
  /** Called when the user enters an event id. */
  onEvent: (id: string) => void;
}) {
  const t = useMessages(listMessages);
  const { formats } = useI18n();
  const { types, search, status, retry } = useEventTypes();

  const properties = useMemo((): PropertyFilterProps.FilteringProperty[] => {
    const bound = (operator: string, description: string) => ({
      operator,
      description,
      form: BoundForm,
      format: (value: Bound) => {
        const before = ago(value);
        return before === undefined ? formats.dateTime(value) : formats.relative(-before, 0);
      },
    });
    return [
      { key: 'type', propertyLabel: t('type'), groupValuesLabel: t('types'), operators: ['='] },
      {
        key: 'created',
        propertyLabel: t('created'),
        groupValuesLabel: t('times'),
        operators: [bound('>=', t('since')), bound('<=', t('until'))],
        defaultOperator: '>=',
      },
      {
        key: 'delivered',
        propertyLabel: t('delivery'),
        groupValuesLabel: t('deliveries'),
        operators: [{ operator: '=', format: (value: string) => t(value === 'true' ? 'delivered_all' : 'missing') }],
      },
      { key: 'object', propertyLabel: t('object_id'), groupValuesLabel: t('object_ids'), operators: ['='] },
    ];
  }, [t, formats]);
  const options = useMemo(
    () => [
      ...typeOptions(types.map(({ type }) => type)).map((value) => ({ propertyKey: 'type', value })),
      ...(['true', 'false'] as const).map((value) => ({
        propertyKey: 'delivered',
        value,
        label: t(value === 'true' ? 'delivered_all' : 'missing'),
      })),
    ],
    [types, t],
  );

  return (
    <PropertyFilter
      query={{ operation: 'and', tokens: toTokens(state) }}
      filteringProperties={properties}
      filteringOptions={options}
      freeTextFiltering={{ operators: ['='], defaultOperator: '=' }}
      hideOperations
      expandToViewport
      filteringAriaLabel={t('filter')}
      filteringPlaceholder={t('filter_placeholder')}
      filteringConstraintText={state.types.length > 1 ? t('any_type') : undefined}
      filteringStatusType={status}
      filteringErrorText={t('types_error')}
      filteringRecoveryText={t('again')}
      filteringLoadingText={t('types_loading')}
      countText={countText}
      onLoadItems={({ detail }) => {
        const { filteringProperty, filteringText, samePage } = detail;
        if (samePage) retry();
        else
          search(
            filteringProperty === undefined || filteringProperty.key === 'type'
              ? filteringText.replace(/[.*]+$/, '')
              : '',
          );
      }}
      onChange={({ detail }) => {
        const id = eventIdIn(detail.tokens);
        if (id === undefined) onChange(fromTokens(detail.tokens));
        else onEvent(id);
      }}
    />
  );
}
