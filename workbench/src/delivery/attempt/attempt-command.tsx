import Box from '@cloudscape-design/components/box';
import type { Attempt, Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { deliveryMessages } from '../details/messages.ts';
import { matchesSentLength, toCurl, toPutEvents } from './shell-command.ts';

/** Copies the attempt as a command: curl for a webhook endpoint, AWS CLI for an event bus. */
export function AttemptCommand({
  attempt: { request_headers: headers },
  destination,
  body,
}: {
  attempt: Attempt;
  destination: Destination | undefined;
  body: string | undefined;
}) {
  const t = useMessages(deliveryMessages);
  if (!destination || body === undefined) return null;
  const url = destination.webhook_endpoint?.url;
  if (url) {
    return (
      <div>
        <Copy variant="button" label={t('copy_curl')} text={toCurl({ url, headers, body })} />
        {!matchesSentLength(headers, body) && (
          <Box fontSize="body-s" color="text-status-warning">
            {t('curl_changed')}
          </Box>
        )}
      </div>
    );
  }
  const { source, 'detail-type': detailType, 'event-bus-name': bus } = headers;
  const region = destination.amazon_eventbridge?.aws_region;
  // An entry without a bus belongs to a partner event source. Only the partner can put it.
  if (!region || !source || !detailType || !bus) return null;
  return (
    <Copy
      variant="button"
      label={t('copy_aws')}
      text={toPutEvents({ region, source, detailType, bus, detail: body })}
    />
  );
}
