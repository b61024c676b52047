import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { asList, one, propertiesOf, statementsOf, templateOf } from './stacks.ts';

const template = templateOf();
/** Names of the functions: their folders, and one name for each lane of `deliver`. */
const FUNCTIONS = ['api', 'bootstrap', 'dead-letter', 'deliver', 'deliver-slow', 'listen', 'publish', 'push', 'sweep'];
const LANE_FUNCTIONS = ['deliver', 'deliver-slow'];

/** Returns a table, index or queue by its name in `lib/constructs`. */
function nameOf(arn: { 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, (string | object)[]] }): string {
  const parts = arn['Fn::Join']?.[1] ?? [arn];
  const [id = '', ...rest] = parts.map((part) => (typeof part === 'string' ? part : nameOfPart(part)));
  const name = /^(?:Storage|Deliveries(?=Queue|Slow|Dead))?(\w+?)[0-9A-F]{8}$/.exec(id)?.[1];
  return [name ?? id, ...rest].join('');
}
const nameOfPart = (part: { 'Fn::GetAtt'?: string[] }): string => part['Fn::GetAtt']?.[0] ?? JSON.stringify(part);

describe('permissions', () => {
  it('are defined for each role, without managed policies', () => {
    for (const role of propertiesOf(template, 'AWS::IAM::Role')) expect(role.ManagedPolicyArns).toBeUndefined();
  });

  it.each(FUNCTIONS)(
    'of %s name exact resources and actions, except for buses and roles of customers and for sockets',
    (folder) => {
      for (const { Action, Resource } of statementsOf(template, folder)) {
        for (const action of asList(Action)) {
          expect(action).not.toContain('*');
          if (action === 'events:PutEvents' || action === 'sts:AssumeRole') continue;
          if (action === 'execute-api:ManageConnections') continue;
          for (const resource of asList(Resource)) expect(JSON.stringify(resource), action).not.toContain('*');
        }
      }
    },
  );

  const GET = ['GetItem'];
  const BATCH_GET = ['BatchGetItem'];
  const QUERY = ['Query'];
  const READ = [...GET, ...BATCH_GET, ...QUERY];
  const sorted = (...actions: (string | string[])[]): string[] => actions.flat().sort();
  const SEND = ['SendMessage'];
  const CONSUME = ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];
  const HOLD = sorted(CONSUME, 'ChangeMessageVisibility');

  it.each<[string, Record<string, string[]>]>([
    [
      'publish',
      {
        Events: sorted(GET, 'PutItem', 'BatchWriteItem'),
        Deliveries: ['PutItem'],
        Control: sorted(GET, QUERY, 'PutItem', 'UpdateItem', 'DeleteItem'),
        Queue: SEND,
        SlowQueue: SEND,
        IngestDeadLetters: SEND,
        ListenQueue: SEND,
      },
    ],
    [
      'api',
      {
        Events: sorted(READ, 'PutItem', 'BatchWriteItem'),
        Deliveries: sorted(READ, 'PutItem'),
        'Deliveries/index/unsettled': QUERY,
        Control: sorted(READ, 'PutItem', 'UpdateItem', 'DeleteItem'),
        Queue: SEND,
        SlowQueue: SEND,
        ListenQueue: SEND,
      },
    ],
    [
      'deliver',
      {
        Events: BATCH_GET,
        Deliveries: sorted(GET, BATCH_GET, 'PutItem', 'BatchWriteItem'),
        Control: sorted(READ, 'PutItem', 'UpdateItem'),
        Queue: HOLD,
        SlowQueue: SEND,
      },
    ],
    [
      'deliver-slow',
      {
        Events: BATCH_GET,
        Deliveries: sorted(GET, BATCH_GET, 'PutItem', 'BatchWriteItem'),
        Control: sorted(READ, 'PutItem', 'UpdateItem'),
        SlowQueue: HOLD,
      },
    ],
    [
      'sweep',
      {
        Events: sorted(READ, 'PutItem'),
        Deliveries: sorted(READ, 'PutItem', 'BatchWriteItem'),
        Control: sorted(GET, QUERY, 'PutItem', 'UpdateItem', 'DeleteItem'),
        Queue: SEND,
        SlowQueue: SEND,
        ListenQueue: SEND,
      },
    ],
    [
      'dead-letter',
      { Events: BATCH_GET, Deliveries: sorted(GET, BATCH_GET, 'PutItem'), DeadLetters: CONSUME, SlowQueue: SEND },
    ],
    ['bootstrap', { Control: sorted(GET, QUERY, 'PutItem', 'DeleteItem') }],
    ['listen', { Control: sorted(GET, 'PutItem', 'UpdateItem', 'DeleteItem'), ListenQueue: SEND }],
    [
      'push',
      {
        Events: sorted(BATCH_GET, QUERY),
        Control: sorted(GET, QUERY, 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
        ListenQueue: sorted(HOLD, SEND),
      },
    ],
  ])('of %s on tables and queues are exactly those that it uses', (folder, expected) => {
    const grants = statementsOf(template, folder).flatMap(({ Effect, Action, Resource }) =>
      asList<string>(Action)
        .map((action) => action.split(':'))
        .filter(([service]) => Effect === 'Allow' && (service === 'dynamodb' || service === 'sqs'))
        .flatMap(([, action]) => asList(Resource).map((resource) => ({ action, on: nameOf(resource) }))),
    );
    const byResource = Map.groupBy(grants, ({ on }) => on);
    const actions = Array.from(byResource, ([on, those]) => [on, [...new Set(those.map((one) => one.action))].sort()]);
    expect(Object.fromEntries(actions)).toEqual(expected);
  });

  it.each(LANE_FUNCTIONS)("let %s assume a customer's role for a destination only", (folder) => {
    const statements = statementsOf(template, folder);
    const assume = one(statements.filter(({ Effect, Action }) => Effect === 'Allow' && Action === 'sts:AssumeRole'));
    expect(assume.Condition).toEqual({ StringLike: { 'sts:ExternalId': 'ed_*' } });
  });

  it.each([
    [false, ['events:PutEvents on events:*:<AccountId>:event-bus/*', 'sts:AssumeRole on iam::<AccountId>:role/*']],
    [true, ['events:PutEvents on events:*:<AccountId>:event-bus/waybill-*']],
  ])(
    'keep deliver from buses and roles of its own account; with permitOwnAccountBuses: %s',
    (permitOwnAccountBuses, expected) => {
      const readable = (resource: object) =>
        JSON.stringify(resource)
          .replace(/.*GetAtt.*/, 'Bus')
          .replaceAll(/[{}"[\],]/g, '')
          .replaceAll(/Ref:AWS::(\w+)/g, '<$1>')
          .replace(/^Fn::Join:arn:<Partition>:/, '');
      for (const name of LANE_FUNCTIONS) {
        const denied = statementsOf(templateOf({ permitOwnAccountBuses }), name)
          .filter(({ Effect }) => Effect === 'Deny')
          .map(({ Action, Resource }) => `${Action} on ${asList<object>(Resource).map(readable).join(', ')}`);
        expect(denied.sort()).toEqual(expected);
      }
    },
  );

  it('let sweep publish to the topic for health events, if the stage has one', () => {
    const topic = 'arn:aws:sns:eu-west-1:111122223333:health';
    const topics = (settings: object) =>
      statementsOf(templateOf({ ...settings }), 'sweep')
        .filter(({ Action }) => asList<string>(Action).some((action) => action.startsWith('sns:')))
        .map(({ Action, Resource }) => [Action, Resource]);
    expect(topics({})).toEqual([]);
    expect(topics({ healthTopicArn: topic })).toEqual([['sns:Publish', topic]]);
  });

  it('let only alarms of this account publish to their topic', () => {
    const [policy] = propertiesOf(template, 'AWS::SNS::TopicPolicy');
    const allowed = policy.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(one<{ Condition: object }>(allowed).Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': expect.anything() },
    });
  });

  it('let api make data keys, and deliver and push only decrypt them, each for one account at a time', () => {
    const keyActions = (folder: string) =>
      statementsOf(template, folder).filter(({ Action }) => asList(Action).some((action) => action.startsWith('kms:')));
    expect(asList(one(keyActions('api')).Action)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    for (const name of [...LANE_FUNCTIONS, 'push'])
      expect(asList(one(keyActions(name)).Action)).toEqual(['kms:Decrypt']);
    for (const folder of ['api', ...LANE_FUNCTIONS, 'push']) {
      expect(one(keyActions(folder)).Condition.StringLike).toEqual({ 'kms:EncryptionContext:account': 'acct_*' });
    }
    for (const folder of ['publish', 'sweep', 'dead-letter', 'bootstrap', 'listen'])
      expect(keyActions(folder)).toEqual([]);
  });

  it('let only api, listen and push manage sockets of this API, with the methods that they need', () => {
    const methods = (folder: string) =>
      statementsOf(template, folder)
        .filter(({ Action }) => Action === 'execute-api:ManageConnections')
        .flatMap(({ Resource }) => asList(Resource))
        .map((resource) => JSON.stringify(resource))
        .map((arn) => /ListenSockets\w+\W+\/listen\/(\w+)\/@connections\/\*/.exec(arn)?.[1]);
    expect(methods('push')).toEqual(['DELETE', 'POST']);
    expect(methods('listen')).toEqual(['DELETE']);
    expect(methods('api')).toEqual(['DELETE']);
    for (const folder of ['publish', ...LANE_FUNCTIONS, 'sweep', 'dead-letter', 'bootstrap'])
      expect(methods(folder)).toEqual([]);
  });

  it('to manage partner event sources exist in partner mode only', () => {
    const partnerActions = (of: Template) =>
      ['api', ...LANE_FUNCTIONS]
        .flatMap((folder) => statementsOf(of, folder))
        .flatMap(({ Action }) => asList(Action))
        .filter((action) => action.includes('Partner'));
    expect(partnerActions(template)).toEqual([]);
    expect(partnerActions(templateOf({ eventBridgePartnerMode: true }))).toContain('events:PutPartnerEvents');
  });
});
