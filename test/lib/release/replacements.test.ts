import { describe, expect, it, vi } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { checkReplacements } from '../../../lib/release/check.ts';
import { readAccepted, readRelease } from '../../../lib/release/released.ts';
import { harmfulChanges } from '../../../lib/release/replacements.ts';
import type { Json, Resource, StackTemplate } from '../../../lib/release/template.ts';
import { templateOf } from '../stacks.ts';

// The first test loads the CDK's data about every type of resource.
vi.setConfig({ testTimeout: 180_000 });

const STAGES = Object.entries(cdkJson.context.waybill.stages);
const templateOfStage = (stage: string, settings: object): StackTemplate =>
  templateOf({ ...settings }, stage).toJSON() as StackTemplate;
const prod = (): StackTemplate => templateOfStage('prod', cdkJson.context.waybill.stages.prod);

type Resources = Record<string, Resource & { readonly Properties: Record<string, Json> }>;

/** Returns the logical id of the first resource of a type, and what `change` makes of the template. */
function changed(
  type: string,
  change: (resources: Resources, id: string) => void,
  over: (id: string) => boolean = () => true,
) {
  const after = structuredClone(prod());
  const resources = after.Resources as Resources;
  const id = Object.keys(resources).find((one) => resources[one]?.Type === type && over(one)) as string;
  change(resources, id);
  return { id, findings: harmfulChanges(prod(), after) };
}

describe('an update from the last release', () => {
  it.each(STAGES)(
    'keeps the tables, the key, the queues, the bus, the secret and the addresses of stage %s',
    (stage, settings) => {
      const release = readRelease('release', stage);
      expect(release).toBeDefined();
      const text = JSON.stringify(templateOfStage(stage, settings));
      const { result } = checkReplacements(text, release, readAccepted('release'));
      expect(result).toMatchObject({ outcome: 'passed' });
    },
  );
});

describe('a change is refused', () => {
  const set = (property: string, value: Json) => (resources: Resources, id: string) => {
    const before = resources[id] as (typeof resources)[string];
    resources[id] = { ...before, Properties: { ...before.Properties, [property]: value } };
  };

  it.each([
    ['AWS::DynamoDB::Table', 'KeySchema', [{ AttributeName: 'other', KeyType: 'HASH' }], 'its rows are lost'],
    ['AWS::SQS::Queue', 'QueueName', 'renamed', 'its messages are lost'],
    ['AWS::SQS::Queue', 'FifoQueue', true, 'its messages are lost'],
    ['AWS::Events::EventBus', 'Name', 'renamed', 'the rules and senders of other stacks lose it'],
    ['AWS::SecretsManager::Secret', 'Name', 'renamed', 'the keys of the platform are lost'],
    ['AWS::S3::Bucket', 'BucketName', 'renamed', 'its files and their addresses are lost'],
    ['AWS::SNS::Topic', 'TopicName', 'renamed', 'its subscriptions are lost'],
    ['AWS::ApiGatewayV2::Api', 'ProtocolType', 'OTHER', 'the address of the API changes'],
    ['AWS::ApiGatewayV2::Stage', 'StageName', 'renamed', 'the address of the API changes'],
  ])('of a %s: %s', (type, property, value, lost) => {
    const { id, findings } = changed(type, set(property, value));
    const [first] = findings.filter(({ logicalId }) => logicalId === id);
    expect(first?.message).toMatch(new RegExp(`^${type} ${id} (is|may be) replaced, because of ${property}: ${lost}$`));
  });

  it.each([
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::SQS::Queue',
    'AWS::Events::EventBus',
    'AWS::SecretsManager::Secret',
    'AWS::CloudFront::Distribution',
    'AWS::ApiGatewayV2::Api',
  ])('of the logical id of a %s', (type) => {
    const { id, findings } = changed(type, (resources, before) => {
      resources[`${before}2`] = resources[before] as (typeof resources)[string];
      delete resources[before];
    });
    expect(findings.map(({ logicalId }) => logicalId)).toContain(id);
    expect(findings.find(({ logicalId }) => logicalId === id)?.message).toContain('does not contain this logical id');
  });

  it('that removes a retained resource of any type', () => {
    const { id, findings } = changed('AWS::Logs::LogGroup', (resources, before) => {
      delete resources[before];
    });
    expect(findings).toEqual([
      {
        logicalId: id,
        message: `AWS::Logs::LogGroup ${id} is left behind, outside of the stack, because the template does not contain this logical id: the stack retains it for its data`,
      },
    ]);
  });

  it('that no longer retains a resource', () => {
    const { id, findings } = changed('AWS::DynamoDB::Table', (resources, before) => {
      const table = resources[before] as (typeof resources)[string];
      resources[before] = { ...table, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
    });
    const message = `AWS::DynamoDB::Table ${id} is not retained any more: it is deleted with the stack`;
    expect(findings).toEqual([{ logicalId: id, message }]);
  });

  it('that deletes a table with the stack, although a replaced one is kept', () => {
    const { id, findings } = changed('AWS::DynamoDB::Table', (resources, before) => {
      const table = resources[before] as (typeof resources)[string];
      resources[before] = { ...table, DeletionPolicy: 'Delete' };
    });
    expect(findings.map(({ logicalId, message }) => [logicalId, message])).toEqual([
      [id, expect.stringContaining('is not retained any more')],
    ]);
  });

  it('of the type of a resource', () => {
    const { id, findings } = changed('AWS::SQS::Queue', (resources, before) => {
      resources[before] = { Type: 'AWS::SNS::Topic', Properties: {} };
    });
    expect(findings.find(({ logicalId }) => logicalId === id)?.message).toContain('its type is AWS::SNS::Topic now');
  });

  const index = (IndexName: string, projection = 'ALL') => ({
    IndexName,
    KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
    Projection: { ProjectionType: projection },
  });
  const hasIndexes = (id: string) => JSON.stringify(prod().Resources[id]).includes('GlobalSecondaryIndexes');

  it.each<[string, (before: Json[]) => Json[], number]>([
    ['two indexes', (before) => [...before, index('one'), index('two')], 1],
    ['an index that exists', ([first]) => [{ ...first, Projection: { ProjectionType: 'KEYS_ONLY' } }], 1],
    ['one index, which is possible', (before) => [...before, index('one')], 0],
  ])('of a table: %s', (_, indexes, count) => {
    const type = 'AWS::DynamoDB::Table';
    const { findings } = changed(
      type,
      (resources, id) => {
        const { Properties } = resources[id] as (typeof resources)[string];
        Properties.GlobalSecondaryIndexes = indexes(Properties.GlobalSecondaryIndexes);
      },
      hasIndexes,
    );
    expect(findings).toHaveLength(count);
    for (const { message } of findings) expect(message).toContain('the update fails, because it changes the indexes');
  });
});

describe('a change is not refused', () => {
  it('of code, of an environment, of a timeout or of an alarm', () => {
    const after = structuredClone(prod());
    for (const { Type, Properties = {} } of Object.values(after.Resources as Resources)) {
      if (Type === 'AWS::Lambda::Function') {
        Properties.Code = { S3Bucket: 'b', S3Key: `${'a'.repeat(64)}.zip` };
        Properties.Environment = { Variables: {} };
      }
      if (Type === 'AWS::SQS::Queue') Properties.VisibilityTimeout = 7;
      if (Type === 'AWS::CloudWatch::Alarm') Properties.AlarmName = 'renamed';
    }
    expect(harmfulChanges(prod(), after)).toEqual([]);
  });

  it('of the version of a function, which each change of its code makes', () => {
    const version = { Type: 'AWS::Lambda::Version', Properties: {}, DeletionPolicy: 'Retain' };
    const templateWith = (...ids: string[]) =>
      ({ Resources: Object.fromEntries(ids.map((id) => [id, version])) }) as unknown as StackTemplate;
    const before = templateWith('CurrentVersionaaa');
    expect(harmfulChanges(before, templateWith('CurrentVersionbbb'))).toEqual([]);
    expect(harmfulChanges(before, templateWith())).toEqual([]);
  });

  it('that release/accepted.json names', () => {
    const before = prod();
    const id = Object.keys(before.Resources).find((one) => before.Resources[one]?.Type === 'AWS::SQS::Queue') as string;
    const { [id]: _, ...others } = before.Resources;
    const text = JSON.stringify({ ...before, Resources: others });
    const release = { version: '0.1.0', template: before };
    expect(checkReplacements(text, release, {}).result.outcome).toBe('failed');
    const { result, replaced } = checkReplacements(text, release, {
      [id]: 'It is empty after the drain of the upgrade.',
    });
    expect(result).toMatchObject({
      outcome: 'passed',
      detail: expect.stringContaining(`except what is accepted: ${id}`),
    });
    expect(replaced).toEqual([id]);
  });
});
