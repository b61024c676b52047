/** The policies of the stack for requests that the local platform never makes: without HTTPS, and by other services of AWS. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindNames } from '../../../local/bind-names.ts';
import { Authorizer } from '../../../local/permissions/authorizer.ts';
import { providersIn } from '../../../local/permissions/function-roles.ts';
import { rulesOf } from '../../../local/permissions/rules.ts';
import { Template } from '../../../local/template.ts';
import { signersIn } from '../../../local/wiring.ts';
import { changedStack } from '../../doubles/changed-stack.ts';
import { logGrantUse } from '../../doubles/grant-log.ts';

let folder: string;
let template: Template;
let authorizer: Authorizer;
/** Finds out what is allowed. Its requests do not count as needing a grant. */
let unlogged: Authorizer;

beforeAll(async () => {
  folder = await changedStack(() => {});
  template = Template.load(folder);
  bindNames(template);
  const rules = rulesOf(template, [...signersIn(template), ...providersIn(template)]);
  authorizer = new Authorizer(rules, { onUse: logGrantUse });
  unlogged = new Authorizer(rules);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const arnsOf = (type: string): string[] =>
  template.ofType(type).map(([id]) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
const insecure = { 'aws:SecureTransport': 'false' };

describe('a request without HTTPS is refused', () => {
  test('by every queue, even when the role allows it', () => {
    const queues = arnsOf('AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(3);
    for (const resource of queues) {
      const allowed = signersIn(template).flatMap(({ accessKey }) =>
        ['sqs:SendMessage', 'sqs:ReceiveMessage']
          .filter((action) => !unlogged.refusalOf(accessKey, [{ action, resource }]))
          .map((action) => ({ accessKey, action })),
      );
      expect(allowed, resource).not.toEqual([]);
      for (const { accessKey, action } of allowed) {
        const refusal = authorizer.refusalOf(accessKey, [{ action, resource, context: insecure }]);
        expect(refusal?.message).toContain('with an explicit deny in a resource-based policy');
      }
    }
  });

  test('by the topic of the alarms', () => {
    expect(publishAlarm({ ...ofThisAccount(), ...insecure })).toContain('with an explicit deny');
  });
});

/** Returns the refusal of the first alarm's message. */
function publishAlarm(context: Readonly<Record<string, string>>): string | undefined {
  const [resource = ''] = arnsOf('AWS::SNS::Topic');
  return authorizer.refusalOfService('cloudwatch.amazonaws.com', [{ action: 'sns:Publish', resource, context }])
    ?.message;
}

const ofThisAccount = () => ({
  'aws:SourceAccount': template.account,
  'aws:SourceArn': arnsOf('AWS::CloudWatch::Alarm')[0] ?? '',
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
test('every alarm can publish to the topic, and no alarm of another account', () => {
  const alarms = arnsOf('AWS::CloudWatch::Alarm');
  expect(alarms.length).toBeGreaterThan(20);
  for (const alarm of alarms) expect(publishAlarm({ ...ofThisAccount(), 'aws:SourceArn': alarm })).toBeUndefined();
  expect(publishAlarm({ ...ofThisAccount(), 'aws:SourceAccount': '111122223333' })).toContain(
    'no resource-based policy',
  );
});

test('every rule can send what fails to its dead-letter queue', () => {
  const rules = template.ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern);
  for (const [id, { Properties }] of rules) {
    const resource: string = template.resolve(Properties.Targets[0].DeadLetterConfig.Arn);
    const context = { 'aws:SourceArn': template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) };
    const need = { action: 'sqs:SendMessage', resource, context };
    expect(authorizer.refusalOfService('events.amazonaws.com', [need])).toBeUndefined();
    expect(authorizer.refusalOfService('s3.amazonaws.com', [need])).toBeDefined();
  }
});

test("the CDK's function can write its log", () => {
  for (const { id, accessKey } of providersIn(template)) {
    const group: string = template.resolve(template.resources[id]?.Properties.LoggingConfig.LogGroup);
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      const resource = `arn:aws:logs:us-east-1:${template.account}:log-group:${group}:log-stream:1`;
      expect(authorizer.refusalOf(accessKey, [{ action, resource }])).toBeUndefined();
    }
  }
});
