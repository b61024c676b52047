import type { KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Copy } from '../shared/copy.tsx';
import type { Setting } from './destination-type.ts';

/** Returns settings as items of key-value pairs. */
export const settingPairs = (settings: readonly Setting[]): KeyValuePairsProps.Pair[] =>
  settings.map(({ label, value, copy, status }) => ({
    label,
    value: status ? <StatusIndicator type={status}>{value}</StatusIndicator> : copy ? <Copy text={value} /> : value,
  }));
