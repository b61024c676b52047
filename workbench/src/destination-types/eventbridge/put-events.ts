/** An attempt as a command of the AWS CLI. */
import { isLong, joined, quoted } from '../../delivery/attempt/shell-command.ts';

export interface BusEntry {
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly bus: string;
  readonly detail: string;
}

/** Returns the `aws events put-events` command that puts the same entry on the bus. */
export function toPutEvents({ region, source, detailType, bus, detail }: BusEntry): string {
  const entries = JSON.stringify([{ Source: source, DetailType: detailType, EventBusName: bus, Detail: detail }]);
  const call = `aws events put-events --region ${quoted(region)}`;
  return isLong(entries)
    ? `printf %s ${quoted(entries)} | ${joined([call, '--entries file:///dev/stdin'])}`
    : joined([call, `--entries ${quoted(entries)}`]);
}
