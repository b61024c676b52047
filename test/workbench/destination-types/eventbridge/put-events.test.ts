import { describe, expect, test } from 'vitest';
import { toPutEvents } from '../../../../workbench/src/destination-types/eventbridge/put-events.ts';
import { HARD, run } from '../../delivery/attempt/posix-shell.ts';

describe('a command of the AWS CLI', () => {
  const entry = { region: 'eu-west-1', source: 'waybill/ed_1', detailType: 'invoice.paid', bus: 'arn:aws:events:x' };

  test.each(HARD)('puts the detail as it is: %j (%s)', (detail) => {
    const { args } = run('aws', toPutEvents({ ...entry, detail }));
    expect(args.slice(0, 5)).toEqual(['events', 'put-events', '--region', 'eu-west-1', '--entries']);
    expect(JSON.parse(args.at(-1) ?? '')).toEqual([
      { Source: entry.source, DetailType: entry.detailType, EventBusName: entry.bus, Detail: detail },
    ]);
  });

  test('pipes entries that are too long for an argument', () => {
    const detail = 'x'.repeat(200_000);
    const { args, input } = run('aws', toPutEvents({ ...entry, detail }));
    expect(args.at(-1)).toBe('file:///dev/stdin');
    expect(JSON.parse(input)[0].Detail).toBe(detail);
  });
});
