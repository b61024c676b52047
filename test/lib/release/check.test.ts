import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { CFN_LINT_VERSION, isOlder } from '../../../lib/release/cfn-lint.ts';
import { checkLimits, checkLint, checkRelease, checkReplacements } from '../../../lib/release/check.ts';
import { measures } from '../../../lib/release/limits.ts';
import {
  clearAccepted,
  readAccepted,
  readRelease,
  releasedStages,
  writeRelease,
} from '../../../lib/release/released.ts';
import { violationsIn } from '../../../lib/release/synthesize.ts';
import { normalized, type StackTemplate } from '../../../lib/release/template.ts';
import { templateOf } from '../stacks.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const many = <T>(count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, value]));
const topic = { Type: 'AWS::SNS::Topic', Properties: {} };

describe('the limits', () => {
  it.each(Object.entries(cdkJson.context.waybill.stages))('have room in stage %s', (stage, settings) => {
    const text = JSON.stringify(templateOf({ ...settings }, stage).toJSON());
    expect(checkLimits(text)).toMatchObject({ outcome: 'passed', detail: expect.stringMatching(/^nearest: .* of /) });
  });

  it.each<[string, StackTemplate, string]>([
    ['resources', { Resources: many(501, topic) }, '501 of 500 resources'],
    ['outputs', { Resources: {}, Outputs: many(201, { Value: 'x' }) }, '201 of 200 outputs'],
    ['parameters', { Resources: {}, Parameters: many(201, { Type: 'String' }) }, '201 of 200 parameters'],
    ['mappings', { Resources: {}, Mappings: many(201, {}) }, '201 of 200 mappings'],
    ['attributes', { Resources: {}, Mappings: { M: many(201, {}) } }, '201 of 200 attributes of a mapping'],
    [
      'size',
      { Resources: { A: { ...topic, Properties: { x: 'x'.repeat(1e6) } } } },
      'of 1,000,000 bytes of the template',
    ],
    ['description', { Resources: {}, Description: 'x'.repeat(1025) }, '1,025 of 1,024 bytes of the description'],
    ['logical id', { Resources: { ['A'.repeat(256)]: topic } }, '256 of 255 characters of a logical id'],
    [
      'name of a queue',
      { Resources: { A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q'.repeat(81) } } } },
      '81 of 80 characters of AWS::SQS::Queue QueueName',
    ],
    [
      'name with the region',
      {
        Resources: {
          A: {
            Type: 'AWS::CloudFront::Function',
            Properties: { Name: { 'Fn::Join': ['-', ['f'.repeat(50), { Ref: 'AWS::Region' }]] } },
          },
        },
      },
      '65 of 64 characters of AWS::CloudFront::Function Name',
    ],
    [
      'environment',
      {
        Resources: {
          A: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { A: 'x'.repeat(4096) } } } },
        },
      },
      '4,097 of 4,096 bytes of the environment of a function',
    ],
  ])('fail a template with too much: %s', (_, template, detail) => {
    const result = checkLimits(JSON.stringify(template));
    expect(result.outcome).toBe('failed');
    expect(result.detail).toContain(detail);
  });

  it('count the policies of a role together', () => {
    const policy = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: [{ Resource: 'x'.repeat(6000) }] }, Roles: [{ Ref: 'Role' }] },
    };
    const text = JSON.stringify({ Resources: { A: policy, B: policy } });
    expect(checkLimits(text).detail).toContain('of 10,240 characters of the inline policies of a role');
    expect(measures(JSON.stringify({ Resources: { A: policy } })).every(({ value, limit }) => value <= limit)).toBe(
      true,
    );
  });
});

describe('cfn-lint', () => {
  /** Writes a program that behaves like cfn-lint. */
  function program(script: string, version = CFN_LINT_VERSION): string {
    const file = join(temporaryFolder(), 'cfn-lint');
    const versions = `if [ "$1" = --version ]; then echo "cfn-lint ${version}"; exit; fi`;
    writeFileSync(file, `#!/bin/sh\n${versions}\n${script}\n`, { mode: 0o755 });
    return file;
  }

  it('passes a template without a finding, and fails one with its text', async () => {
    expect(await checkLint(program('exit 0'), { file: 't.json' })).toMatchObject({ outcome: 'passed' });
    const finding = await checkLint(program('echo "E3002 wrong property in $2"; exit 2'), { file: 't.json' });
    expect(finding).toMatchObject({ outcome: 'failed', detail: 'E3002 wrong property in t.json' });
  });

  it('is not tried where it is missing or too old, and the text says how to install it', async () => {
    const missing = await checkLint('/nowhere/cfn-lint', { file: 't.json' });
    expect(missing).toMatchObject({ outcome: 'not tried', detail: expect.stringContaining('pip install cfn-lint==') });
    const old = await checkLint(program('exit 2', '1.9.0'), { file: 't.json' });
    expect(old).toMatchObject({ outcome: 'not tried', detail: expect.stringContaining('Version 1.9.0 does not know') });
  });

  it.each([
    ['1.9.0', '1.58.0', true],
    ['1.58.0', '1.58.0', false],
    ['1.58.1', '1.58.0', false],
    ['2.0', '1.58.0', false],
    ['1.58', '1.58.1', true],
  ])('version %s is older than %s: %s', (version, than, expected) => {
    expect(isOlder(version, than)).toBe(expected);
  });
});

describe('the files of a release', () => {
  const template: StackTemplate = { Resources: { B: topic, A: topic } };

  it('contain the normalized template of each stage, and the accepted replacements', () => {
    const folder = join(temporaryFolder(), 'release');
    expect([readRelease(folder, 'prod'), readAccepted(folder), releasedStages(folder)]).toEqual([undefined, {}, []]);
    writeRelease(folder, 'prod', { version: '1.0.0', template });
    clearAccepted(folder);
    expect(readRelease(folder, 'prod')).toEqual({ version: '1.0.0', template: normalized(template) });
    expect(releasedStages(folder)).toEqual(['prod']);
    expect(readAccepted(folder)).toEqual({});
    writeFileSync(join(folder, 'accepted.json'), '{"Queue":"why not"}');
    expect(() => readAccepted(folder)).toThrow('should say why');
  });

  it('do not depend on the order of keys and on the hashes of assets', () => {
    const withHash = (hash: string): StackTemplate => ({
      Resources: { A: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: `${hash.repeat(64)}.zip` } } } },
    });
    expect(normalized(withHash('a'))).toEqual(normalized(withHash('b')));
    expect(JSON.stringify(normalized(template))).toBe(
      JSON.stringify(normalized({ Resources: { A: topic, B: topic } })),
    );
  });

  it('fail with an entry that nothing needs, and with a stage that does not exist', () => {
    const found = checkRelease({ Queue: 'a reason', Table: 'a reason' }, ['Queue'], ['dev', 'old'], ['dev']);
    expect(found.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(found.map(({ detail }) => detail).join()).toMatch(/no stage replaces Table.*cdk\.json has no stage old/);
  });

  it('say nothing about a stage that is new', () => {
    expect(checkReplacements(JSON.stringify(template), undefined, {}).result.outcome).toBe('not tried');
  });
});

it('the broken rules of the report of the CDK are listed with their construct', () => {
  const folder = temporaryFolder();
  expect(violationsIn(folder)).toEqual([]);
  mkdirSync(folder, { recursive: true });
  const violation = {
    ruleName: 'AwsSolutions-SQS4',
    description: 'The SQS queue does not require requests to use SSL.',
    violatingConstructs: [{ constructPath: 'X/Q/Resource' }],
  };
  const report = { pluginReports: [{ pluginName: 'AwsSolutions', violations: [violation] }] };
  writeFileSync(join(folder, 'validation-report.json'), JSON.stringify(report));
  expect(violationsIn(folder)).toEqual([
    'AwsSolutions-SQS4 at X/Q/Resource: The SQS queue does not require requests to use SSL.',
  ]);
});
