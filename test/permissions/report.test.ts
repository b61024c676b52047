import { expect, test } from 'vitest';
import type { Grant } from '../../local/permissions/policy.ts';
import type { LoggedUse } from '../doubles/grant-log.ts';
import { type Resources, removeGrant } from '../doubles/removed-grant.ts';
import { documentOf, nameOf, ownerOf, problemsIn, rowsOf } from './report.ts';

const grant = (action: string, over: Partial<Grant> = {}): Grant => ({
  policy: 'ControlApiRoleDefaultPolicy61C14D9A',
  statement: 0,
  effect: 'Allow',
  action,
  resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/waybill-StorageEvents1AF1C090',
  at: 0,
  ...over,
});
const use = (of: Grant, file: string, alone = true): LoggedUse => ({
  ...of,
  // Another platform has other ARNs.
  resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/other',
  caller: 'api',
  needed: { action: of.action, resource: of.resource },
  alone,
  test: file,
});

const [get, query, put] = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'].map((one) => grant(one)) as [
  Grant,
  Grant,
  Grant,
];

test('a grant is noticed by the tests that need it alone, the test with the fewest grants first', () => {
  const log = [use(get, 'long'), use(put, 'long'), use(get, 'short'), use(query, 'short', false), use(get, 'short')];
  const rows = rowsOf([get, query, put], [...log, use(grant('x'), 'long'), use(grant('y'), 'long')]);
  expect(rows.map(({ tests }) => tests)).toEqual([['short', 'long'], [], ['long']]);
  expect(problemsIn(rows)).toEqual(['Allow dynamodb:Query on dynamodb table/StorageEvents (ControlApi)']);
  expect(documentOf(rows)).toContain('| dynamodb:GetItem | dynamodb table/StorageEvents | `short` and 1 more |');
  expect(documentOf(rows)).toContain('| dynamodb:Query | dynamodb table/StorageEvents | **nothing** |');
});

test('a grant that no test needs can have a reason', () => {
  const kept = grant('lambda:GetFunction', { policy: 'BootstrapProviderRoleDefaultPolicy75008117' });
  const rows = rowsOf([kept], []);
  expect(problemsIn(rows)).toEqual([]);
  expect(documentOf(rows)).toContain('Functions are never inactive here.');
});

test.each([
  ['arn:aws:sqs:us-east-1:000000000000:waybill-ListenQueueEFE4DD60.fifo', 'sqs ListenQueue.fifo'],
  ['arn:aws:events:*:000000000000:event-bus/waybill-*', 'events event-bus/waybill-*'],
  ['arn:aws:local:us-east-1:000000000000:StorageEvents1AF1C090/Arn', 'StorageEvents'],
  ['arn:aws:local:us-east-1:000000000000:StorageEvents1AF1C090/Arn/index/unsettled', 'StorageEvents/index/unsettled'],
  ['arn:aws:kms:us-east-1:000000000000:key/1234-5678', 'kms key'],
  ['*', '*'],
])('%s is shown as %s', (arn, shown) => {
  expect(nameOf(arn)).toBe(shown);
});

test.each([
  ['ControlApiRoleDefaultPolicy61C14D9A', 'ControlApi'],
  ['ControlApiRole4D66B1A2', 'ControlApi'],
  ['ListenQueuePolicyB6318882', 'ListenQueue'],
  ['StorageKeyBAA9457B', 'StorageKey'],
])('%s belongs to %s', (policy, owner) => {
  expect(ownerOf(policy)).toBe(owner);
});

test('removing a grant leaves the rest of its statement', () => {
  const statement = { Effect: 'Allow', Action: ['a:b', 'a:c'], Resource: ['x', 'y'] };
  const resources: Resources = {
    Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [statement] } } },
    Permission: { Type: 'AWS::Lambda::Permission', Properties: {} },
  };
  removeGrant(resources, grant('a:b', { policy: 'Policy', at: 1 }));
  expect(resources.Policy?.Properties.PolicyDocument.Statement).toEqual([
    { ...statement, Action: ['a:c'] },
    { ...statement, Action: 'a:b', Resource: ['x'] },
  ]);
  removeGrant(resources, grant('lambda:InvokeFunction', { policy: 'Permission' }));
  expect(resources.Permission).toBeUndefined();
  expect(() => removeGrant(resources, grant('a:b', { policy: 'Policy', statement: 7 }))).toThrow('no statement 7');
});
