import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useMessages } from '../i18n/i18n.tsx';
import { eventTypesMessages } from './messages.ts';
import { isGroup, type PatternRules, patternProblemOf } from './patterns.ts';
import { isUncatalogued, matchCount } from './selection.ts';

const SHOWN = 20;

/** Lists the selected types and patterns, each with a button to remove it. */
export function SelectedPatterns({
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
    if (patternProblemOf(pattern, rules)) return t('refused');
    if (catalog.length > 0 && isUncatalogued(pattern, catalog)) return t('uncatalogued');
    return isGroup(pattern) && catalog.length > 0
      ? t('types_today', { count: matchCount([pattern], catalog) })
      : undefined;
  };
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Box variant="awsui-key-label">{t('selected')}</Box>
        {value.length > 0 && (
          <Button variant="inline-link" formAction="none" onClick={() => onChange([])}>
            {t('clear')}
          </Button>
        )}
      </SpaceBetween>
      <div role="status">
        <Box color="text-body-secondary">
          {value.length === 0
            ? t('selected_none')
            : catalog.length > 0 &&
              t('selected_count', { count: value.length, taken: matchCount(value, catalog), all: catalog.length })}
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
