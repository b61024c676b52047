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
  it('are those that touch the type, newest first, whichever version is on which side', () => {
    const expected = ['2026-10-01 decimals', '2026-05-01 renamed', '2026-05-01 all'];
    expect(between('2026-01-01', '2026-10-01', 'invoice.paid')).toEqual(expected);
    expect(between('2026-10-01', '2026-01-01', 'invoice.paid')).toEqual(expected);
  });

  it('leave out those of the older version itself', () => {
    expect(between('2026-05-01', '2026-10-01', 'invoice.paid')).toEqual(['2026-10-01 decimals']);
    expect(between('2026-10-01', '2026-10-01', 'invoice.paid')).toEqual([]);
  });

  it('do not take a group for one whose name it begins', () => {
    expect(between('2026-05-01', '2026-10-01', 'subscriptions.made')).toEqual([]);
  });
});

describe('the versions that an event is compared in', () => {
  it('begin with the one before it was published in', () => {
    expect(versionBefore(VERSIONS, '2026-10-01')).toBe('2026-05-01');
    expect(versionBefore(VERSIONS, '2026-01-01')).toBeUndefined();
  });

  it('never make it newer', () => {
    expect(shownVersion('2026-10-01', '2026-05-01')).toBe('2026-05-01');
    expect(shownVersion('2026-01-01', '2026-05-01')).toBe('2026-01-01');
  });
});
