import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { destinationsMessages } from './messages.ts';

/** Previous and next page. Renders nothing for a single page. The API returns no page numbers. */
export function PageButtons({
  newer,
  older,
  busy,
  onTurn,
}: {
  newer: string | undefined;
  older: string | undefined;
  busy: boolean;
  onTurn: (token: string) => void;
}) {
  const t = useMessages(destinationsMessages);
  if (newer === undefined && older === undefined) return null;
  const button = (token: string | undefined, name: 'newer' | 'older', icon: 'angle-left' | 'angle-right') => (
    <Button
      variant="icon"
      iconName={icon}
      ariaLabel={t(name)}
      disabled={token === undefined || busy}
      onClick={() => token !== undefined && onTurn(token)}
    />
  );
  return (
    <nav aria-label={t('pages')}>
      <SpaceBetween direction="horizontal" size="xxs">
        {button(newer, 'newer', 'angle-left')}
        {button(older, 'older', 'angle-right')}
      </SpaceBetween>
    </nav>
  );
}
