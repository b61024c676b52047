import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import type { Attempt, Destination, DestinationType } from '../../api/types.ts';
import { moduleOf, typeOfAttempt } from '../../destination-types/by-type.ts';
import { useTypeMessages } from '../../destination-types/use-type-messages.ts';
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
  /** Undefined while it loads, and when it was deleted. */
  readonly destination: Destination | undefined;
  /** The request body; undefined while it loads, and when there is none. */
  readonly body: string | undefined;
}

/** Explains the result of one attempt and shows its request and response. */
export function AttemptDetails({ attempt, destination, body }: AttemptDetailsProps) {
  const t = useMessages(deliveryMessages);
  const { response_headers: received, request_headers: sent, response_excerpt: excerpt } = attempt;
  const type = typeOfAttempt(sent);
  const typeText = useTypeMessages(type);
  return (
    <SpaceBetween size="s">
      <Result attempt={attempt} type={type} />
      <TimingBar attempt={attempt} />
      {moduleOf({ type }).attempt.isHttp && (
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
      <Headers title={typeText('response')} headers={received} />
      <Headers title={typeText('request')} headers={sent} />
      {destination && body !== undefined && <AttemptCommand attempt={attempt} destination={destination} body={body} />}
    </SpaceBetween>
  );
}

function Result({ attempt, type }: { attempt: Attempt; type: DestinationType }) {
  const typeText = useTypeMessages(type);
  const explain = useMessages(explanationMessages);
  const { error, http_status: status } = attempt;
  if (!error) return <Box>{typeText('accepted', { status: String(status ?? '') })}</Box>;
  const explanation = explanationOf(attempt);
  if (!explanation) return <Box>{error.message}</Box>;
  return (
    <div>
      <Box>{explain(explanation.key, explanation.values)}</Box>
      {/* For `http_status` the message has nothing but the status. */}
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
