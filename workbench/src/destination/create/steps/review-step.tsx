import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../../account/session.tsx';
import type { NewDestination } from '../../../api/types.ts';
import { ALL_EVENTS } from '../../../catalog/patterns.ts';
import { moduleOf } from '../../../destination-types/by-type.ts';
import { useAllTypeMessages, useTypeMessages } from '../../../destination-types/use-type-messages.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { JsonView } from '../../../shared/json-view.tsx';
import { limitsText } from '../../limits/limits-text.ts';
import { limitsMessages } from '../../limits/messages.ts';
import type { FilledDraft } from '../draft.ts';
import { createMessages } from '../messages.ts';
import type { StepId } from '../steps.ts';

/** The number of patterns that are listed. */
const SHOWN = 12;

/** The input, by the steps in which it was entered. */
export function ReviewStep({
  draft,
  request,
  goTo,
}: {
  draft: FilledDraft;
  request: NewDestination;
  goTo: (step: StepId) => void;
}) {
  const t = useMessages(createMessages);
  const limitText = useMessages(limitsMessages);
  const typeText = useTypeMessages(draft.type);
  const target = moduleOf(draft).draft.review(draft.target, useAllTypeMessages(draft.type));
  const { default_api_version: standard } = useSession().credential;
  const { enabledEvents } = draft;
  const rest = enabledEvents.length - SHOWN;
  const events = `${enabledEvents
    .slice(0, SHOWN)
    .map((pattern) => (pattern === ALL_EVENTS ? t('all_events') : pattern))
    .join(', ')}${rest > 0 ? ` ${t('more', { count: rest })}` : ''}`;
  const sections: readonly (readonly [StepId, KeyValuePairsProps.Item[]])[] = [
    [
      'payload',
      [
        { label: t('payload_style'), value: t(draft.payload) },
        { label: t('api_version'), value: draft.payload === 'thin' ? t('none') : draft.apiVersion || standard },
      ],
    ],
    ['source', [{ label: t('source_label'), value: t(draft.source) }]],
    ['events', [{ label: t('event_types'), value: events || t('none') }]],
    ['type', [{ label: t('type_label'), value: typeText('name') }]],
    [
      'target',
      [
        ...target.map(({ label, value }) => ({ label, value: value || t('none') })),
        { label: t('name'), value: draft.name || t('none') },
        { label: t('description'), value: draft.description || t('none') },
        { label: limitText('limits'), value: limitsText(request.delivery_limits, limitText) },
      ],
    ],
  ];
  return (
    <SpaceBetween size="l">
      {sections.map(([step, items]) => (
        <Container
          key={step}
          header={
            <Header
              variant="h2"
              actions={
                <Button ariaLabel={t('edit_step', { step: t(step) })} onClick={() => goTo(step)}>
                  {t('edit')}
                </Button>
              }
            >
              {t(step)}
            </Header>
          }
        >
          <KeyValuePairs columns={items.length > 1 ? 2 : 1} items={items} />
        </Container>
      ))}
      <ExpandableSection headerText={t('request')} variant="container">
        <JsonView value={request} label={t('request')} />
      </ExpandableSection>
    </SpaceBetween>
  );
}
