import PropertyFilter from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import { typeOptions } from '../../event/list/type-options.ts';
import { useEventTypes } from '../../event/use-event-types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { fromTokens, toTokens } from '../address.ts';
import { listenMessages } from '../messages.ts';
import type { FeedFilter as Filter } from '../stream/feed.ts';

/** Types are asked for of the API; texts are looked for in what came. */
export function FeedFilter({
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
