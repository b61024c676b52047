import { describe, expect, it } from 'vitest';
import type { ApiVersion } from '../../../../workbench/src/api/types.ts';
import {
  changesBetween,
  shownVersion,
  versionBefore,
} from '../../../../workbench/src/event/payload/version-changes.ts';

const version = (name: string, ...changes: [name: string, ...types: string[]][]): ApiVersion => ({
  id: name,
  object: 'api_version',
  version: name,
  default: false,
  livemode: false,
  changes: changes.map(([change, ...types]) => ({ name: change, types, description: `About ${change}.` })),
});
const VERSIONS = [
  version('2026-01-01'),
  version('2026-10-01', ['items', 'subscription.*'], ['decimals', 'payment.*', 'invoice.paid']),
  version('2026-05-01', ['renamed', 'invoice.*'], ['all', '*']),
];
const between = (one: string, other: string, type: string) =>
  changesBetween(VERSIONS, [one, other], type).map(({ version: of, name }) => `${of} ${name}`);

describe('the changes between two versions', () => {
  it('are those that affect the type, newest first, regardless of the order of the versions', () => {
    const expected = ['2026-10-01 decimals', '2026-05-01 renamed', '2026-05-01 all'];
    expect(between('2026-01-01', '2026-10-01', 'invoice.paid')).toEqual(expected);
    expect(between('2026-10-01', '2026-01-01', 'invoice.paid')).toEqual(expected);
  });

  it('exclude those of the older version', () => {
    expect(between('2026-05-01', '2026-10-01', 'invoice.paid')).toEqual(['2026-10-01 decimals']);
    expect(between('2026-10-01', '2026-10-01', 'invoice.paid')).toEqual([]);
  });

  it('do not include a prefix that only starts with the same letters', () => {
    expect(between('2026-05-01', '2026-10-01', 'subscriptions.made')).toEqual([]);
  });
});

describe('the versions for a comparison', () => {
  it('start with the version before the one in which the event was published', () => {
    expect(versionBefore(VERSIONS, '2026-10-01')).toBe('2026-05-01');
    expect(versionBefore(VERSIONS, '2026-01-01')).toBeUndefined();
  });

  it('are never newer than the event', () => {
    expect(shownVersion('2026-10-01', '2026-05-01')).toBe('2026-05-01');
    expect(shownVersion('2026-01-01', '2026-05-01')).toBe('2026-01-01');
  });
});
