import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ListenAnswer } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { links } from '../../shell/links.ts';
import { sessionMessages } from './messages.ts';
import { statusTypeOf } from './sessions.ts';

/** Shows the response of the local endpoint to one event. */
export function ResponseItem({ response }: { response: ListenAnswer }) {
  const t = useMessages(sessionMessages);
  const { formats } = useI18n();
  const { event, event_type, forward_url, status, body, duration_ms, at } = response;
  const name = event_type ?? event ?? t('unknown_event');
  return (
    <SpaceBetween size="xxxs">
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <StatusIndicator type={statusTypeOf(status)}>{status}</StatusIndicator>
        {event === null ? (
          <EventTypeName type={name} />
        ) : (
          <PageLink href={links.event(event)}>
            <EventTypeName type={name} />
          </PageLink>
        )}
      </SpaceBetween>
      <Box color="text-body-secondary" fontSize="body-s">
        <span className="workbench-anywhere">{forward_url}</span>
      </Box>
      <Box color="text-body-secondary" fontSize="body-s">
        <Time at={at * 1000} />
        {duration_ms !== null && ` · ${formats.duration(duration_ms)}`}
      </Box>
      {body === '' ? (
        <Box color="text-body-secondary" fontSize="body-s">
          {t('no_body')}
        </Box>
      ) : (
        <ExpandableSection
          variant="footer"
          headerText={
            <Box variant="span" fontSize="body-m" fontWeight="normal">
              {t('body')}
            </Box>
          }
          headerAriaLabel={`${t('body')}: ${status} ${name}`}
          defaultExpanded={status >= 400}
        >
          <Box variant="code" display="block">
            <pre className="workbench-code">{body}</pre>
          </Box>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
