import './live-events.css';
import Box from '@cloudscape-design/components/box';
import { useMessages } from '../../i18n/i18n.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import { listenMessages } from '../messages.ts';
import type { Row } from '../stream/row.ts';
import { LiveEventRow } from './live-event-row.tsx';

const NARROW = '(max-width: 912px)';

/** Lists events, newest first. The table of the design system has no expandable rows and renders all rows again. */
export function LiveEventsTable({ rows }: { rows: readonly Row[] }) {
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
    <div className={narrow ? 'listen-events listen-narrow' : 'listen-events'}>
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
            <LiveEventRow key={row.key} row={row} narrow={narrow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
