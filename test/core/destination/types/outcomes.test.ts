import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DESTINATION_TYPES } from '../../../../lambdas/core/destination/destination.ts';
import * as registry from '../../../../lambdas/core/destination/types/outcome-registry.ts';
import { decidedBy, type OutcomeRow } from '../../../../lambdas/core/destination/types/type-outcomes.ts';

const OUTCOMES = { ...registry };

const code = (text: string) => `\`${text}\``;

/** A row as docs/architecture.md has it. */
function documented({ response, codes, errorCode, outcome, failureReason, disables, note }: OutcomeRow): string {
  const decision = { delivered: 'delivered', retry: 'retried', failed: `failed, ${code(failureReason ?? '')}` }[
    outcome
  ];
  const cells = [
    codes ? `${response}: ${codes.map(code).join(', ')}` : response,
    errorCode ? code(errorCode) : '–',
    note ? `${decision}. ${note}` : decision,
    disables ? `disabled, reason ${code(disables)}` : '',
  ];
  return `| ${cells.join(' | ')} |`.replace(' |  |', ' | |');
}

/** The tables of the section about outcomes, up to the situations that every type has. */
function documentedRows(): string[] {
  const page = readFileSync(new URL('../../../../docs/architecture.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('## Which outcomes are retried');
  const [tables = ''] = section.split('### Every destination type');
  return tables.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| response'));
}

test('docs/architecture.md has the tables of the code', () => {
  expect(documentedRows()).toEqual(DESTINATION_TYPES.flatMap((type) => OUTCOMES[type].outcomes.map(documented)));
});

describe.each(DESTINATION_TYPES)('the outcomes of %s', (type) => {
  const { outcomes } = OUTCOMES[type];

  test('have a success, and each failed delivery has a reason', () => {
    expect(outcomes.filter(({ outcome }) => outcome === 'delivered')).not.toEqual([]);
    for (const row of outcomes) expect(row.failureReason !== undefined).toBe(row.outcome === 'failed');
  });

  test('disable the destination only with a delivery that fails because the target is gone', () => {
    for (const row of outcomes) {
      expect(row.disables !== undefined).toBe(row.failureReason === 'gone');
      expect(decidedBy(row).ok && decidedBy(row).retryable).toBe(false);
    }
  });
});
