import PropertyFilter from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import { typeOptions } from '../../event/list/type-options.ts';
import { useEventTypes } from '../../event/use-event-types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { listenMessages } from '../messages.ts';
import type { LiveEventsFilter as Filter } from '../stream/live-events.ts';
import { fromTokens, toTokens } from '../view.ts';

/** Filters by event type in the API, and by text in the received events. */
export function LiveEventsFilter({
  filter,
  countText,
  onChange,
}: {
  filter: Filter;
  countText: string;
  onChange: (filter: Filter) => void;
}) {
  const t = useMessages(listenMessages);
  const { types, search, status, retry } = useEventTypes();
  const options = useMemo(
    () => typeOptions(types.map(({ type }) => type)).map((value) => ({ propertyKey: 'type', value })),
    [types],
  );
  return (
    <PropertyFilter
      query={{ operation: 'and', tokens: toTokens(filter) }}
      filteringProperties={[{ key: 'type', propertyLabel: t('type'), groupValuesLabel: t('types'), operators: ['='] }]}
      filteringOptions={options}
      freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
      hideOperations
      expandToViewport
      filteringAriaLabel={t('filter')}
      filteringPlaceholder={t('filter_placeholder')}
      filteringConstraintText={filter.types.length > 1 ? t('any_type') : undefined}
      filteringStatusType={status}
      filteringErrorText={t('types_error')}
      filteringRecoveryText={t('try_types')}
      filteringLoadingText={t('types_loading')}
      countText={countText}
      onLoadItems={({ detail: { filteringText, samePage } }) => {
        if (samePage) retry();
        else search(filteringText.replace(/[.*]+$/, ''));
      }}
      onChange={({ detail }) => onChange(fromTokens(detail.tokens))}
    />
  );
}
