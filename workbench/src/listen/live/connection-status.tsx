import LiveRegion from '@cloudscape-design/components/live-region';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNow } from '../../shared/hooks/use-now.ts';
import { listenMessages } from '../messages.ts';
import type { ListenState } from '../stream/listener.ts';

const STATUS_TYPES = {
  connecting: 'loading',
  live: 'success',
  reconnecting: 'in-progress',
  ended: 'stopped',
  failed: 'error',
} as const;
const NAMES = {
  connecting: 'connecting',
  live: 'is_live',
  reconnecting: 'reconnecting',
  ended: 'ended',
  failed: 'failed',
} as const;

/** Shows the state of the connection. Screen readers announce state changes and not the countdown. */
export function ConnectionStatus({ state }: { state: ListenState }) {
  const t = useMessages(listenMessages);
  const name = t(NAMES[state.name]);
  return (
    <>
      <StatusIndicator type={STATUS_TYPES[state.name]}>
        {state.name === 'reconnecting' ? <Countdown at={state.at} /> : name}
      </StatusIndicator>
      <LiveRegion hidden>{state.name === 'reconnecting' ? t('lost') : name}</LiveRegion>
    </>
  );
}

function Countdown({ at }: { at: number }) {
  const t = useMessages(listenMessages);
  useNow(500);
  const count = Math.ceil((at - Date.now()) / 1000);
  return <span aria-hidden="true">{count > 0 ? t('reconnecting_in', { count }) : t('reconnecting')}</span>;
}
