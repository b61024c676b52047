import './feed.css';
import Box from '@cloudscape-design/components/box';
import { useMessages } from '../../i18n/i18n.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import { listenMessages } from '../messages.ts';
import type { Row } from '../stream/frames.ts';
import { FeedRow } from './feed-row.tsx';

const NARROW = '(max-width: 912px)';

/** Newest first. A table of its own: the design system's has no rows that open, and draws all of them anew. */
export function FeedTable({ rows }: { rows: readonly Row[] }) {
  const t = useMessages(listenMessages);
  const narrow = useMedia(NARROW);
  const heading = (text: string) => (
    <th scope="col">
      <Box fontWeight="bold" color="text-body-secondary">
        {text}
      </Box>
    </th>
  );
  return (
    <div className={narrow ? 'listen-feed listen-narrow' : 'listen-feed'}>
      <table aria-label={t('table')}>
        <colgroup>
          <col className="listen-toggle" />
          {!narrow && <col className="listen-time" />}
          <col />
          {!narrow && <col />}
          {!narrow && <col className="listen-id" />}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span className="listen-hidden">{t('payload')}</span>
            </th>
            {!narrow && heading(t('time'))}
            {heading(t('type'))}
            {!narrow && heading(t('object'))}
            {!narrow && heading(t('id'))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <FeedRow key={row.key} row={row} narrow={narrow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
