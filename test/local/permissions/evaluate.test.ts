import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../local/permissions/conditions.ts';
import { type Caller, decide, type Need } from '../../../local/permissions/evaluate.ts';
import { compile, grantsIn, type Statement } from '../../../local/permissions/policy.ts';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deliver`;
const CALLER: Caller = {
  kind: 'role',
  role: ROLE,
  session: `arn:aws:sts::${ACCOUNT}:assumed-role/deliver/deliver`,
  account: ACCOUNT,
};
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/events`;

const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  over: Partial<Statement> = {},
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...over,
});
const deny = (...of: Parameters<typeof allow>): Statement => ({ ...allow(...of), Effect: 'Deny' });
const compiled = (id: string, statements: readonly Statement[]) => compile({ id, statements });

interface Policies {
  readonly identity?: readonly Statement[];
  readonly resource?: readonly Statement[];
  readonly needsConsent?: boolean;
}

const decideOn = (
  need: Need,
  { identity = [], resource = [], needsConsent = false }: Policies,
  caller: Caller = CALLER,
) =>
  decide(caller, need, {
    identity: compiled('Identity', identity),
    resource: compiled('Resource', resource),
    needsConsent,
  });
const isAllowed = (...of: Parameters<typeof decideOn>) => decideOn(...of).allowed;

const read: Need = { action: 'dynamodb:GetItem', resource: TABLE };

describe('the effect of several policies', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
  test.each<[string, Policies, boolean]>([
    ['no policy: an implicit deny', {}, false],
    ['an allow in the policy of the role', { identity: [allow('dynamodb:GetItem', TABLE)] }, true],
    [
      'an allow in the policy of the resource',
      { resource: [allow('dynamodb:GetItem', TABLE, { Principal: '*' })] },
      true,
    ],
    ['an allow of another action', { identity: [allow('dynamodb:PutItem', TABLE)] }, false],
    ['an allow whose wildcard ends a segment before', { identity: [allow('*', 'arn:aws:dynamodb:*')] }, true],
    [
      'a deny whose wildcard ends a segment before',
      { identity: [allow('*'), deny('dynamodb:*', 'arn:aws:dynamodb:*')] },
      false,
    ],
    ['an allow on another resource', { identity: [allow('dynamodb:GetItem', `${TABLE}s`)] }, false],
    ['an allow and a deny in the policy of the role', { identity: [allow('*'), deny('dynamodb:*')] }, false],
    [
      'an allow in the policy of the role, a deny in that of the resource',
      { identity: [allow('*')], resource: [deny('*', '*', { Principal: { AWS: '*' } })] },
      false,
    ],
    [
      'a deny in the policy of the role, an allow in that of the resource',
      { identity: [deny('*')], resource: [allow('*', '*', { Principal: { AWS: ROLE } })] },
      false,
    ],
    ['a deny of another action', { identity: [allow('*'), deny('dynamodb:PutItem')] }, true],
    [
      'an allow of everything but this',
      { identity: [{ Effect: 'Allow', NotAction: 'dynamodb:GetItem', Resource: '*' }] },
      false,
    ],
    ['an allow of everything but that', { identity: [{ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' }] }, true],
    [
      'a deny everywhere but here',
      { identity: [allow('*'), { Effect: 'Deny', Action: '*', NotResource: TABLE }] },
      true,
    ],
  ])('%s: allowed %s', (_, policies, expected) => {
    expect(isAllowed(read, policies)).toBe(expected);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
  test.each<[string, Policies, string]>([
    ['nothing allows', {}, 'because no identity-based policy allows the dynamodb:GetItem action'],
    ['the role denies', { identity: [allow('*'), deny('*')] }, 'with an explicit deny in an identity-based policy'],
    [
      'the resource denies',
      { identity: [allow('*')], resource: [deny('*', '*', { Principal: '*' })] },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'the key does not consent',
      { identity: [allow('*')], needsConsent: true },
      'because no resource-based policy allows the dynamodb:GetItem action',
    ],
  ])('the reason when %s', (_, policies, reason) => {
    expect(decideOn(read, policies).reason).toBe(reason);
  });
});

describe('the principal of a resource policy', () => {
  const other = '999999999999';
  test.each<[string, NonNullable<Statement['Principal']>, boolean]>([
    ['everyone', '*', true],
    ['every principal', { AWS: '*' }, true],
    ['the role', { AWS: [`arn:aws:iam::${ACCOUNT}:role/other`, ROLE] }, true],
    ['its session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/deliver/deliver` }, true],
    // Naming the account leaves the decision to the policies of its roles.
    ['the account', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, false],
    ['another role', { AWS: `arn:aws:iam::${other}:role/deliver` }, false],
    ['a service', { Service: 'lambda.amazonaws.com' }, false],
  ])('%s lets a role in: %s', (_, Principal, expected) => {
    expect(isAllowed(read, { resource: [allow('*', '*', { Principal })] })).toBe(expected);
  });

  test('a service is let in by its own name only, and no policy of a role counts for it', () => {
    const invoke = { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:eu-west-1:1:function:f' };
    const service = (name: string): Caller => ({ kind: 'service', name });
    const resource = [
      allow('lambda:InvokeFunction', invoke.resource, { Principal: { Service: 'events.amazonaws.com' } }),
    ];
    expect(isAllowed(invoke, { resource }, service('events.amazonaws.com'))).toBe(true);
    expect(isAllowed(invoke, { resource }, service('s3.amazonaws.com'))).toBe(false);
    expect(isAllowed(invoke, {}, service('events.amazonaws.com'))).toBe(false);
  });

  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  test.each<[string, Policies, boolean]>([
    ['only the policy of the role allows', { identity: [allow('kms:*')] }, false],
    ['only the policy of the key names the account', { resource: [consent()] }, false],
    ['both', { identity: [allow('kms:*')], resource: [consent()] }, true],
    ['the policy of the key names the role', { resource: [consent({ Principal: { AWS: ROLE } })] }, true],
    ['the key names another account', { identity: [allow('kms:*')], resource: [consent(named(other))] }, false],
  ])('a key, when %s: allowed %s', (_, policies, expected) => {
    const need = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` };
    expect(isAllowed(need, { ...policies, needsConsent: true })).toBe(expected);
  });
  function named(account: string) {
    return { Principal: { AWS: `arn:aws:iam::${account}:root` } };
  }
  function consent(over: Partial<Statement> = named(ACCOUNT)): Statement {
    return allow('kms:*', '*', over);
  }
});

describe('patterns', () => {
  test.each<[string, string, boolean]>([
    ['dynamodb:GetItem', 'dynamodb:GetItem', true],
    ['DynamoDB:getitem', 'dynamodb:GetItem', true],
    ['dynamodb:Get*', 'dynamodb:GetItem', true],
    ['dynamodb:?etItem', 'dynamodb:GetItem', true],
    ['dynamodb:BatchGet*', 'dynamodb:GetItem', false],
    ['*', 'dynamodb:GetItem', true],
    ['sqs:*', 'dynamodb:GetItem', false],
  ])('the action %s covers %s: %s', (pattern, action, expected) => {
    expect(isAllowed({ action, resource: TABLE }, { identity: [allow(pattern)] })).toBe(expected);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  test.each<[string, string, boolean]>([
    ['arn:aws:events:*:*:event-bus/*', 'arn:aws:events:eu-west-1:1:event-bus/orders', true],
    ['arn:aws:events:*:1:event-bus/*', 'arn:aws:events:eu-west-1:2:event-bus/orders', false],
    ['arn:aws:events:*', 'arn:aws:events:eu-west-1:1:event-bus/orders', true],
    ['arn:aws:iam::*:role/*', 'arn:aws:iam::1:role/team/waybill', true],
    [TABLE, `${TABLE}/index/unsettled`, false],
    [`${TABLE}/index/*`, `${TABLE}/index/unsettled`, true],
    ['arn:aws:logs:*:*:log-group:x:*', 'arn:aws:logs:eu-west-1:1:log-group:x:log-stream:1', true],
  ])('the resource %s covers %s: %s', (pattern, resource, expected) => {
    expect(isAllowed({ action: 'a:b', resource }, { identity: [allow('a:b', pattern)] })).toBe(expected);
  });
});

describe('conditions', () => {
  const meets = (Condition: Statement['Condition'], context: Context) =>
    isAllowed({ ...read, context }, { identity: [allow('*', '*', { ...(Condition && { Condition }) })] });
  const id = 'sts:ExternalId';

  test.each<[string, Statement['Condition'], Context, boolean]>([
    ['an equal text', { StringEquals: { [id]: 'ed_1' } }, { [id]: 'ed_1' }, true],
    ['another case', { StringEquals: { [id]: 'ed_1' } }, { [id]: 'ED_1' }, false],
    ['another case, ignored', { StringEqualsIgnoreCase: { [id]: 'ed_1' } }, { [id]: 'ED_1' }, true],
    ['one of several values', { StringEquals: { [id]: ['a', 'b'] } }, { [id]: 'b' }, true],
    ['none of several values', { StringNotEquals: { [id]: ['a', 'b'] } }, { [id]: 'b' }, false],
    ['a pattern', { StringLike: { [id]: 'ed_*' } }, { [id]: 'ed_1' }, true],
    ['a pattern with a character', { StringLike: { [id]: 'ed_?' } }, { [id]: 'ed_12' }, false],
    [
      'an ARN',
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/a/*' } },
      { 'aws:SourceArn': 'arn:aws:events:x:1:rule/a/b' },
      true,
    ],
    ['the case of a key', { StringEquals: { 'STS:externalid': 'a' } }, { [id]: 'a' }, true],
    ['a boolean', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    // A key that is absent: no match, which a negated operator takes as met.
    ['an absent key', { StringEquals: { [id]: 'a' } }, {}, false],
    ['an absent key, negated', { StringNotEquals: { [id]: 'a' } }, {}, true],
    ['an absent key, if it exists', { StringEqualsIfExists: { [id]: 'a' } }, {}, true],
    ['a present key, if it exists', { StringEqualsIfExists: { [id]: 'a' } }, { [id]: 'b' }, false],
    ['a key that has to be absent', { Null: { [id]: 'true' } }, {}, true],
    ['a key that has to be present', { Null: { [id]: 'false' } }, {}, false],
    // Several keys and several operators all have to be met.
    [
      'two keys',
      { StringEquals: { [id]: 'a', 'aws:SourceAccount': '1' } },
      { [id]: 'a', 'aws:SourceAccount': '2' },
      false,
    ],
    ['two operators', { StringLike: { [id]: '*' }, StringNotEquals: { [id]: 'a' } }, { [id]: 'a' }, false],
  ])('%s', (_, condition, context, expected) => {
    expect(meets(condition, context)).toBe(expected);
  });

  test.each<[string, Statement]>([
    ['operator', allow('*', '*', { Condition: { IpAddress: { id: '10.0.0.0/8' } } })],
    ['operator of sets', allow('*', '*', { Condition: { 'ForAnyValue:StringEquals': { [id]: 'a' } } })],
    ['condition key', allow('*', '*', { Condition: { StringEquals: { 's3:TlsVersion': '1.2' } } })],
    ['variable', allow('*', `${TABLE}/\${aws:PrincipalTag/team}`)],
    ['NotPrincipal', { ...allow('*'), NotPrincipal: '*' } as Statement],
  ])('an %s that is not evaluated here is an error, not a silent deny', (_, statement) => {
    expect(() => compiled('Policy', [statement])).toThrow('does not evaluate');
  });
});

describe('which grants decided', () => {
  const deciding = (policies: Policies, need = read) =>
    decideOn(need, policies).by.map(({ grant, alone }) => [`${grant.policy}.${grant.statement}`, grant.action, alone]);

  test.each<[string, Policies, unknown]>([
    [
      'one allow',
      { identity: [allow('sqs:*'), allow('dynamodb:GetItem')] },
      [['Identity.1', 'dynamodb:GetItem', true]],
    ],
    [
      'two allows, of which either is enough',
      { identity: [allow(['dynamodb:*', 'dynamodb:GetItem'])] },
      [
        ['Identity.0', 'dynamodb:*', false],
        ['Identity.0', 'dynamodb:GetItem', false],
      ],
    ],
    ['a deny of what is allowed', { identity: [allow('*'), deny('dynamodb:*')] }, [['Identity.1', 'dynamodb:*', true]]],
    ['a deny of what nothing allows', { identity: [deny('dynamodb:*')] }, []],
    [
      'a key and the role, which are both needed',
      {
        identity: [allow('dynamodb:GetItem')],
        resource: [allow('*', '*', { Principal: { AWS: ACCOUNT } })],
        needsConsent: true,
      },
      [
        ['Identity.0', 'dynamodb:GetItem', true],
        ['Resource.0', '*', true],
      ],
    ],
  ])('%s', (_, policies, expected) => {
    expect(deciding(policies)).toEqual(expected);
  });
});

describe('for all policies', () => {
  const action = fc.constantFrom('a:Read', 'a:Write', 'b:Read');
  const resource = fc.constantFrom('arn:aws:a:r:1:x', 'arn:aws:a:r:1:y');
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.oneof(action, fc.constantFrom('a:*', '*', '*:Read')),
    Resource: fc.oneof(resource, fc.constantFrom('*', 'arn:aws:a:r:1:?')),
  }) as fc.Arbitrary<Statement>;
  const identity = fc.array(statement, { maxLength: 5 });
  const need = fc.record({ action, resource });

  test('the order of the statements does not count', () => {
    fc.assert(
      fc.property(identity, need, (statements, of) => {
        expect(isAllowed(of, { identity: statements.toReversed() })).toBe(isAllowed(of, { identity: statements }));
      }),
    );
  });

  test('another allow never refuses, another deny never allows', () => {
    fc.assert(
      fc.property(identity, statement, need, (statements, one, of) => {
        const [before, after] = [statements, [...statements, one]].map((all) => isAllowed(of, { identity: all }));
        if (one.Effect === 'Allow') expect(after || !before).toBe(true);
        else expect(before || !after).toBe(true);
      }),
    );
  });

  test('a grant decided alone exactly when the decision is the opposite without it', () => {
    fc.assert(
      fc.property(identity, need, (statements, of) => {
        const decision = decideOn(of, { identity: statements });
        for (const [index] of statements.entries()) {
          // Every statement has one action and one resource here, so it is one grant.
          const alone = decision.by.find(({ grant }) => grant.statement === index)?.alone ?? false;
          const without = statements.filter((_, other) => other !== index);
          expect(isAllowed(of, { identity: without }) !== decision.allowed).toBe(alone);
        }
      }),
    );
  });

  test('every grant in a policy is one action on one resource', () => {
    const statements = [allow(['a:b', 'a:c'], ['x', 'y']), deny('a:d')];
    const grants = grantsIn({ id: 'Policy', statements });
    expect(grants.map(({ statement: index, action: of, resource: on }) => `${index} ${of} ${on}`)).toEqual([
      '0 a:b x',
      '0 a:b y',
      '0 a:c x',
      '0 a:c y',
      '1 a:d *',
    ]);
  });
});
