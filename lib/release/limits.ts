/** Compares a template with the quotas of CloudFormation and with the longest names and policies that services accept. */
import type { Json, StackTemplate } from './template.ts';

export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const QUOTAS = {
  resources: 500,
  outputs: 200,
  parameters: 200,
  mappings: 200,
  mappingAttributes: 200,
  templateBytes: 1_000_000,
  descriptionBytes: 1024,
  logicalIdCharacters: 255,
} as const;

/** Longest physical names, characters, from the reference of each type. */
const LONGEST_NAMES: Readonly<Record<string, readonly [property: string, characters: number]>> = {
  'AWS::CloudFront::Function': ['Name', 64],
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
  'AWS::DynamoDB::Table': ['TableName', 255],
  'AWS::Events::EventBus': ['Name', 256],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::SecretsManager::Secret': ['Name', 512],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::SQS::Queue': ['QueueName', 80],
};

/** Sum of the inline policies of a role, characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_POLICIES = 10_240;
/** Environment of a function, bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES = 4096;

/** Returns every measure of a template. @param text the template as it is uploaded */
export function measures(text: string): Measure[] {
  const template: StackTemplate = JSON.parse(text);
  const { Resources, Outputs = {}, Parameters = {}, Mappings = {}, Description = '' } = template;
  const count = (what: keyof typeof QUOTAS, value: number) => ({ what: WHAT[what], value, limit: QUOTAS[what] });
  return [
    count('resources', Object.keys(Resources).length),
    count('outputs', Object.keys(Outputs).length),
    count('parameters', Object.keys(Parameters).length),
    count('mappings', Object.keys(Mappings).length),
    count('mappingAttributes', longest(Object.values(Mappings).map((mapping) => Object.keys(mapping).length))),
    count('templateBytes', Buffer.byteLength(text)),
    count('descriptionBytes', Buffer.byteLength(Description)),
    count('logicalIdCharacters', longest(Object.keys({ ...Resources, ...Outputs }).map(({ length }) => length))),
    ...nameMeasures(template),
    {
      what: 'characters of the inline policies of a role',
      value: longest(policiesByRole(template)),
      limit: ROLE_POLICIES,
    },
    {
      what: 'bytes of the environment of a function',
      value: longest(environments(template)),
      limit: ENVIRONMENT_BYTES,
    },
  ];
}

const WHAT: Readonly<Record<keyof typeof QUOTAS, string>> = {
  resources: 'resources',
  outputs: 'outputs',
  parameters: 'parameters',
  mappings: 'mappings',
  mappingAttributes: 'attributes of a mapping',
  templateBytes: 'bytes of the template',
  descriptionBytes: 'bytes of the description',
  logicalIdCharacters: 'characters of a logical id',
};

const longest = (lengths: readonly number[]): number => Math.max(0, ...lengths);

/** The longest name of each type that has names. */
function nameMeasures({ Resources }: StackTemplate): Measure[] {
  return Object.entries(LONGEST_NAMES).flatMap(([type, [property, limit]]) => {
    const names = Object.values(Resources)
      .filter(({ Type, Properties }) => Type === type && Properties?.[property] !== undefined)
      .map(({ Properties }) => lengthOf(Properties?.[property]));
    return names.length === 0 ? [] : [{ what: `characters of ${type} ${property}`, value: longest(names), limit }];
  });
}

/** The longest value of each pseudo parameter, and an ARN for other references. */
const PSEUDO: Readonly<Record<string, number>> = {
  'AWS::AccountId': 12,
  'AWS::Partition': 'aws-us-gov'.length,
  'AWS::Region': 'ap-southeast-1'.length,
  'AWS::StackName': 36,
  'AWS::URLSuffix': 'amazonaws.com.cn'.length,
};
const REFERENCE = 100;

/** Returns the number of characters that a value has at most, when its references are resolved. */
function lengthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + lengthOf(one), 0);
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'];
    return lengthOf(parts) + separator.length * (parts.length - 1);
  }
  if ('Ref' in value) return PSEUDO[value.Ref] ?? REFERENCE;
  return REFERENCE;
}

/** Returns the number of characters of all policies of each role. White space does not count. */
function policiesByRole({ Resources }: StackTemplate): number[] {
  const sums = new Map<string, number>();
  for (const { Type, Properties = {} } of Object.values(Resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    const length = documentLength(Properties.PolicyDocument);
    for (const role of Properties.Roles ?? []) {
      const key = JSON.stringify(role);
      sums.set(key, (sums.get(key) ?? 0) + length);
    }
  }
  return [...sums.values()];
}

/** Returns the characters of a policy document whose references are resolved. */
function documentLength(value: Json): number {
  if (isIntrinsic(value)) return lengthOf(value) + 2;
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + documentLength(one) + 1, 1);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).length;
  return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + 4 + documentLength(one), 1);
}

const isIntrinsic = (value: Json): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

const environments = ({ Resources }: StackTemplate): number[] =>
  Object.values(Resources).map(({ Properties }) =>
    Object.entries(Properties?.Environment?.Variables ?? {}).reduce<number>(
      (sum, [name, value]) => sum + name.length + lengthOf(value),
      0,
    ),
  );
