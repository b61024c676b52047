import { expect, test } from 'vitest';
import type { AwsCall } from './call.ts';
import { createFaultPlan } from './fault-plan.ts';

const call = (operation: string, over: Partial<AwsCall> = {}): AwsCall => ({
  service: 'dynamodb',
  operation,
  caller: 'deliver',
  body: '{}',
  invocation: '',
  attempt: 1,
  isAbandoned: () => false,
  ...over,
});

/** Returns the kinds of the faults of the first calls. */
const faultsOf = (plan: ReturnType<typeof createFaultPlan>, one: AwsCall, count: number) =>
  Array.from({ length: count }, () => plan.faultOf(one)?.kind);

function planWith(rate: number, seed = 7) {
  const plan = createFaultPlan(seed);
  plan.rate = rate;
  return plan;
}

test('the n-th call of a caller to an operation meets the same fault, whatever else is called', () => {
  const alone = faultsOf(planWith(0.2), call('PutItem'), 200);
  const plan = planWith(0.2);
  const mixed = Array.from({ length: 200 }, () => {
    plan.faultOf(call('GetItem'));
    plan.faultOf(call('PutItem', { caller: 'publish' }));
    return plan.faultOf(call('PutItem'))?.kind;
  });
  expect(mixed).toEqual(alone);
  expect(faultsOf(planWith(0.2, 8), call('PutItem'), 200)).not.toEqual(alone);
});

test('the given share of the calls meets a fault, and every kind occurs', () => {
  const faults = faultsOf(planWith(0.05), call('BatchWriteItem'), 20_000).filter((kind) => kind !== undefined);
  expect(faults.length).toBeGreaterThan(850);
  expect(faults.length).toBeLessThan(1_150);
  expect(new Set(faults)).toEqual(new Set(['error', 'no_response', 'reset', 'partial']));
});

test('every call of an unavailable service fails, and no other', () => {
  const plan = planWith(0);
  plan.unavailable.add('dynamodb');
  expect(faultsOf(plan, call('BatchWriteItem'), 500).filter((kind) => !kind || kind === 'partial')).toEqual([]);
  expect(plan.faultOf(call('Decrypt', { service: 'kms' }))).toBeUndefined();
  plan.unavailable.clear();
  expect(plan.faultOf(call('PutItem'))).toBeUndefined();
});

test('EventBridge, STS and Secrets Manager work', () => {
  const plan = planWith(1);
  for (const service of ['events', 'sts', 'secretsmanager'])
    expect(plan.faultOf(call('PutEvents', { service }))).toBeUndefined();
});
