import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { faultOf, isGroup, type PatternRules } from './patterns.ts';
import { isUncatalogued, takenCount } from './selection.ts';

const SHOWN = 20;

/** What is chosen, each removable. */
export function ChosenPatterns({
  value,
  rules,
  onChange,
}: {
  value: readonly string[];
  rules: PatternRules;
  onChange: (patterns: string[]) => void;
}) {
  const t = useMessages(eventTypesMessages);
  const { catalog } = rules;
  const tagOf = (pattern: string): string | undefined => {
    if (faultOf(pattern, rules)) return t('refused');
    if (catalog.length > 0 && isUncatalogued(pattern, catalog)) return t('uncatalogued');
    return isGroup(pattern) && catalog.length > 0
      ? t('types_today', { count: takenCount([pattern], catalog) })
      : undefined;
  };
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Box variant="awsui-key-label">{t('chosen')}</Box>
        {value.length > 0 && (
          <Button variant="inline-link" formAction="none" onClick={() => onChange([])}>
            {t('clear')}
          </Button>
        )}
      </SpaceBetween>
      <div role="status">
        <Box color="text-body-secondary">
          {value.length === 0
            ? t('chosen_none')
            : catalog.length > 0 &&
              t('chosen_count', { count: value.length, taken: takenCount(value, catalog), all: catalog.length })}
        </Box>
      </div>
      {value.length > 0 && (
        <TokenGroup
          disableOuterPadding
          limit={SHOWN}
          i18nStrings={{ limitShowMore: t('show_more'), limitShowFewer: t('show_fewer') }}
          items={value.map((pattern) => {
            const tag = tagOf(pattern);
            return {
              label: pattern,
              dismissLabel: t('remove', { pattern }),
              ...(tag === undefined ? {} : { labelTag: tag }),
            };
          })}
          onDismiss={({ detail }) => onChange(value.filter((_, index) => index !== detail.itemIndex))}
        />
      )}
    </SpaceBetween>
  );
}
