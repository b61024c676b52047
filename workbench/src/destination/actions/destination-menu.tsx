import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { links } from '../../shell/links.ts';
import { type Action, availableActions } from './available.ts';
import { actionMessages } from './messages.ts';
import { usePing } from './use-ping.tsx';

/** An action with a dialog. */
export type DialogAction = Exclude<Action, 'edit' | 'ping'>;

/** The menu of actions. Actions with a dialog are passed to `onChoose`. */
export function DestinationMenu({
  destination,
  onChoose,
  compact = false,
}: {
  destination: Destination;
  onChoose: (action: DialogAction) => void;
  /** For a row of a table: the button is an icon. */
  compact?: boolean;
}) {
  const t = useMessages(actionMessages);
  const { can } = useSession();
  const [, navigate] = useLocation();
  const ping = usePing(destination);
  const choose = (action: Action) => {
    if (action === 'edit') navigate(links.editDestination(destination.id));
    else if (action === 'ping') ping.mutate();
    else onChoose(action);
  };
  return (
    <ButtonDropdown
      variant={compact ? 'icon' : 'normal'}
      expandToViewport
      ariaLabel={t('actions_for', { name: destination.name })}
      loading={ping.isPending}
      loadingText={t('working')}
      items={availableActions(destination, can('destinations:write')).map(({ action, obstacle }) => ({
        id: action,
        text: t(action),
        disabled: obstacle !== undefined,
        ...(obstacle === undefined ? {} : { disabledReason: t(obstacle) }),
      }))}
      onItemClick={({ detail }) => choose(detail.id as Action)}
    >
      {compact ? undefined : t('actions')}
    </ButtonDropdown>
  );
}
