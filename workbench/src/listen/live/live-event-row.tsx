import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { memo, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { links } from '../../shell/links.ts';
import { listenMessages } from '../messages.ts';
import type { Row } from '../stream/row.ts';
import { RowPayload } from './row-payload.tsx';

/** Memoized, so that new events above a row do not render it again. */
export const LiveEventRow = memo(function LiveEventRow({ row, narrow }: { row: Row; narrow: boolean }) {
  const t = useMessages(listenMessages);
  const { account } = useSession();
  const [open, setOpen] = useState(false);
  const { id, type, at, objectType, objectId } = row;
  const link = (
    <PageLink href={links.event(id)}>
      <span className="workbench-anywhere">{id}</span>
    </PageLink>
  );
  const object = (objectType ?? objectId) && (
    <>
      {objectType} {objectId && <Box variant="code">{objectId}</Box>}
    </>
  );
  return (
    <>
      <tr>
        <td className="listen-toggle">
          <Button
            variant="icon"
            iconName={open ? 'angle-down' : 'angle-right'}
            ariaLabel={t('show_payload', { id })}
            ariaExpanded={open}
            onClick={() => setOpen(!open)}
          />
        </td>
        {!narrow && (
          <td>
            <Time at={at} />
          </td>
        )}
        <th scope="row">
          <EventTypeName type={type} /> {row.resent && <Badge color="blue">{t('resent')}</Badge>}
          {row.account !== account && (
            <Box variant="small" color="text-body-secondary" display="block">
              {t('of_account', { account: row.account })}
            </Box>
          )}
          {narrow && (
            <>
              <Box color="text-body-secondary">
                <Time at={at} />
              </Box>
              <div>{link}</div>
              {object && <div className="workbench-anywhere">{object}</div>}
            </>
          )}
        </th>
        {!narrow && (
          <>
            <td>{object || '–'}</td>
            <td>{link}</td>
          </>
        )}
      </tr>
      {open && (
        <tr className="listen-payload">
          <td colSpan={narrow ? 2 : 5}>
            <RowPayload row={row} />
          </td>
        </tr>
      )}
    </>
  );
});
