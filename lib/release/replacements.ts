/** Finds what an update of a stack would replace or remove although data or addresses depend on it. */
import { diffTemplate, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { normalized, type Resource, type StackTemplate } from './template.ts';

/** Types of resources that an update must keep, with what is lost otherwise. */
export const PROTECTED: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'its rows are lost',
  'AWS::DynamoDB::GlobalTable': 'its rows are lost',
  'AWS::KMS::Key': 'what it has encrypted cannot be read',
  'AWS::SQS::Queue': 'its messages are lost',
  'AWS::Events::EventBus': 'the rules and senders of other stacks lose it',
  'AWS::SecretsManager::Secret': 'the keys of the platform are lost',
  'AWS::S3::Bucket': 'its files and their addresses are lost',
  'AWS::SNS::Topic': 'its subscriptions are lost',
  'AWS::CloudFront::Distribution': 'the address of the Workbench and the API changes',
  'AWS::ApiGatewayV2::Api': 'the address of the API changes',
  'AWS::ApiGatewayV2::Stage': 'the address of the API changes',
};

/** Each change of the code makes a new version. The former is kept, so that an alias can return to it. */
const LEFT_ON_PURPOSE = 'AWS::Lambda::Version';

export interface Finding {
  readonly logicalId: string;
  readonly message: string;
}

const HARMS: Partial<Record<ResourceImpact, string>> = {
  [ResourceImpact.WILL_REPLACE]: 'is replaced',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
  [ResourceImpact.WILL_DESTROY]: 'is deleted',
  [ResourceImpact.WILL_ORPHAN]: 'is left behind, outside of the stack',
};

/** Compares the template of a release with that of today. */
export function harmfulChanges(before: StackTemplate, after: StackTemplate): Finding[] {
  const found: Finding[] = [];
  const { resources } = diffTemplate(normalized(before), normalized(after));
  resources.forEachDifference((logicalId, change) => {
    const { oldValue, newValue } = change;
    if (!oldValue) return;
    const type = oldValue.Type;
    const wasRetained = isRetained(oldValue);
    if (type === LEFT_ON_PURPOSE) return;
    const lost = PROTECTED[type] ?? (wasRetained ? 'the stack retains it for its data' : undefined);
    const harm = HARMS[change.changeImpact];
    if (oldValue.DeletionPolicy === 'Retain' && newValue && newValue.DeletionPolicy !== 'Retain')
      found.push({ logicalId, message: `${type} ${logicalId} is not retained any more: it is deleted with the stack` });
    if (lost && harm) found.push({ logicalId, message: `${type} ${logicalId} ${harm}${causeOf(change)}: ${lost}` });
    else if (type === 'AWS::DynamoDB::Table') found.push(...indexChanges(logicalId, change));
  });
  return found;
}

const isRetained = ({ DeletionPolicy, UpdateReplacePolicy }: Omit<Resource, 'Properties'>): boolean =>
  DeletionPolicy === 'Retain' || UpdateReplacePolicy === 'Retain';

/** A changed logical id is a removal and an addition. */
function causeOf(change: ResourceDifference): string {
  if (change.isRemoval) return ', because the template does not contain this logical id';
  if (change.resourceTypeChanged) return `, because its type is ${change.newResourceType} now`;
  const properties = Object.entries(change.propertyUpdates).filter(
    ([, { changeImpact = '' }]) => changeImpact in HARMS,
  );
  return `, because of ${properties.map(([name]) => name).join(', ')}`;
}

interface Index {
  readonly IndexName: string;
}

/**
 * An update of a table can add or delete one index. It fails with more, or when an index changes:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
function indexChanges(logicalId: string, { oldProperties, newProperties }: ResourceDifference): Finding[] {
  const before = indexesOf(oldProperties);
  const after = indexesOf(newProperties);
  const changed = [...before].filter(([name, index]) => after.has(name) && after.get(name) !== index);
  const added = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const names = [...added, ...removed, ...changed.map(([name]) => name)];
  if (changed.length === 0 && names.length < 2) return [];
  const message = `AWS::DynamoDB::Table ${logicalId}: the update fails, because it changes the indexes ${names.join(', ')}; one can be added or deleted at a time`;
  return [{ logicalId, message }];
}

const indexesOf = (properties: Resource['Properties']): ReadonlyMap<string, string> =>
  new Map(
    (properties?.GlobalSecondaryIndexes ?? []).map((index: Index) => [index.IndexName, JSON.stringify(index)] as const),
  );
