import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Template } from '../../local/template.ts';
import { scratchFolder } from './scratch-folder.ts';

const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });

function template() {
  const made = new Template({
    Queue: resource('AWS::SQS::Queue'),
    Role: resource('AWS::IAM::Role'),
    Fn: resource('AWS::Lambda::Function', { Code: { S3Key: 'abc123.zip' } }),
  });
  made.bind('Queue', { ref: 'http://queue', attributes: { Arn: 'arn:aws:sqs:us-east-1:000000000000:q' } });
  return made;
}

describe('resolving a value', () => {
  test.each([
    ['Ref of a resource', { Ref: 'Queue' }, 'http://queue'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:q'],
    ['Fn::Join with values inside', { 'Fn::Join': ['/', ['a', { Ref: 'Queue' }, 'b']] }, 'a/http://queue/b'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['Fn::Select by a text index', { 'Fn::Select': ['0', ['x', 'y']] }, 'x'],
    [
      'Fn::Sub of names and attributes',
      { 'Fn::Sub': `\${Queue} \${Queue.Arn}` },
      `http://queue arn:aws:sqs:us-east-1:000000000000:q`,
    ],
    [
      'Fn::Sub of values given with it',
      { 'Fn::Sub': [`\${A}-\${AWS::Partition}`, { A: { Ref: 'Queue' } }] },
      'http://queue-aws',
    ],
    ['Fn::Sub of an escaped name', { 'Fn::Sub': `\${!Name}` }, `\${Name}`],
  ])('%s', (_name, value, expected) => {
    expect(template().resolve(value)).toBe(expected);
  });

  test('resolves objects and arrays at any depth and keeps plain values', () => {
    const value = { a: [{ Ref: 'AWS::AccountId' }, 1, null, true], b: { c: { Ref: 'Queue' } } };
    expect(template().resolve(value)).toEqual({ a: ['000000000000', 1, null, true], b: { c: 'http://queue' } });
  });

  test('marks an attribute of a resource that does not run locally as local', () => {
    expect(template().resolve({ 'Fn::GetAtt': ['Role', 'Arn'] })).toBe('arn:aws:local:us-east-1:000000000000:Role/Arn');
  });

  test('fails for an unknown intrinsic function and names it', () => {
    expect(() => template().resolve({ a: { 'Fn::Cidr': ['10.0.0.0/8', 2, 8] } })).toThrow('Fn::Cidr');
  });
});

test('a function without a bundle is an error that names it', () => {
  expect(() => template().codeOf('Fn')).toThrow('Fn has no bundled asset');
});

test('a synthesized folder contains the resources and the folder of each bundle', () => {
  const folder = scratchFolder();
  const resources = { Fn: resource('AWS::Lambda::Function', { Code: { S3Key: 'abc123.zip' } }) };
  writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify({ Resources: resources }));
  writeFileSync(
    join(folder, 'Stack.assets.json'),
    JSON.stringify({ files: { abc123: { source: { path: 'asset.abc123' } } } }),
  );
  const loaded = Template.load(folder);
  expect(loaded.codeOf('Fn')).toBe(join(folder, 'asset.abc123'));
  expect(loaded.ofType('AWS::Lambda::Function').map(([id]) => id)).toEqual(['Fn']);
});

test('a folder without a stack is an error that states it', () => {
  expect(() => Template.load(scratchFolder())).toThrow('synthesis wrote no stack');
});
