import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import type { Attempt, Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { deliveryMessages } from '../details/messages.ts';
import { AttemptCommand } from './attempt-command.tsx';
import { headerText } from './excerpt.ts';
import { explanationMessages } from './explanation-messages.ts';
import { explanationOf } from './explanations.ts';
import { TimingBar } from './timing-bar.tsx';

const CodeText = lazy(() => import('./code-text.tsx'));

export interface AttemptDetailsProps {
  readonly attempt: Attempt;
  /** Undefined while it is loaded, and when it is gone. */
  readonly destination: Destination | undefined;
  /** What was sent; undefined while it is loaded, and where there is none. */
  readonly body: string | undefined;
}

/** What one attempt brought: in words, then everything that went over the wire. */
export function AttemptDetails({ attempt, destination, body }: AttemptDetailsProps) {
  const t = useMessages(deliveryMessages);
  const { response_headers: answered, request_headers: sent, response_excerpt: excerpt } = attempt;
  // An entry for EventBridge says where it comes from; a webhook request has other headers.
  const isEntry = sent['detail-type'] !== undefined;
  return (
    <SpaceBetween size="s">
      <Explained attempt={attempt} isEntry={isEntry} />
      <TimingBar attempt={attempt} />
      {!isEntry && (
        <div>
          <Box variant="awsui-key-label">{t('response_body')}</Box>
          {excerpt === '' ? (
            <Box color="text-body-secondary">
              {t(attempt.http_status === null ? 'response_none' : 'response_empty')}
            </Box>
          ) : (
            <Code text={excerpt} label={t('response_body')} />
          )}
          {attempt.response_truncated && (
            <Box fontSize="body-s" color="text-body-secondary">
              {t('truncated')}
            </Box>
          )}
        </div>
      )}
      <Headers title={t(isEntry ? 'entry_answer' : 'response_headers')} headers={answered} />
      <Headers title={t(isEntry ? 'entry' : 'request_headers')} headers={sent} />
      <AttemptCommand attempt={attempt} destination={destination} body={body} />
    </SpaceBetween>
  );
}

function Explained({ attempt, isEntry }: { attempt: Attempt; isEntry: boolean }) {
  const t = useMessages(deliveryMessages);
  const explain = useMessages(explanationMessages);
  const { error, http_status: status } = attempt;
  if (!error) return <Box>{isEntry ? t('bus_took_event') : t('took_event', { status: String(status ?? '') })}</Box>;
  const explanation = explanationOf(attempt);
  if (!explanation) return <Box>{error.message}</Box>;
  return (
    <div>
      <Box>{explain(explanation.key, explanation.values)}</Box>
      {/* The status is all that this message says. */}
      {error.code !== 'http_status' && (
        <Box color="text-body-secondary" fontSize="body-s">
          {error.message}
        </Box>
      )}
    </div>
  );
}

function Headers({ title, headers }: { title: string; headers: Readonly<Record<string, string>> }) {
  const count = Object.keys(headers).length;
  if (count === 0) return null;
  return (
    <ExpandableSection variant="footer" headerText={`${title} (${count})`}>
      <Code text={headerText(headers)} label={title} />
    </ExpandableSection>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  return (
    <Suspense fallback={<Spinner />}>
      <CodeText text={text} label={label} />
    </Suspense>
  );
}
