import { describe, expect, it } from 'vitest';
import { one, propertiesOf, type Resource, templateOf } from './stacks.ts';

/** Types of which CloudFormation tags no resource. */
const UNTAGGED =
  /^(?:Custom::|AWS::(?:\w+::\w*(?:Policy|Permission|Version|Config)|Lambda::Alias|ApiGatewayV2::(?:Integration|Route|RouteResponse)|CloudFront::OriginAccessControl|Logs::QueryDefinition)$)/;

/** Returns the tags of a resource by their keys. Their shape differs between types. */
function tagsOf({ Properties }: Resource): Record<string, string> {
  const tags = (Properties.Tags ?? Properties.ResourceTags ?? {}) as
    | Record<string, string>
    | { Key: string; Value: string }[];
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
}

/** Settings that add resources. */
const EVERYTHING = { quickCreateLinks: true, monthlyBudgetUsd: 50, deploymentPreference: 'canary' };

const taggedWith = (settings: Record<string, unknown>, stage = 'test'): [string, Record<string, string>][] =>
  Object.values(templateOf({ ...EVERYTHING, ...settings }, stage).toJSON().Resources)
    .map((resource) => resource as Resource)
    .filter(({ Type }) => !UNTAGGED.test(Type))
    .map((resource) => [resource.Type, tagsOf(resource)]);

describe('tags', () => {
  it('name the stage on every resource, beside those of the settings', () => {
    const all = taggedWith({ tags: { team: 'payments', 'cost:center': '4711' } });
    expect(all.length).toBeGreaterThan(60);
    for (const [type, tags] of all) {
      expect(tags, type).toMatchObject({ 'waybill:stage': 'test', team: 'payments', 'cost:center': '4711' });
    }
  });

  it('distinguish two stacks of a stage', () => {
    const stages = taggedWith({ stackName: 'Acme-Events' }).map(([, tags]) => tags['waybill:stage']);
    expect(new Set(stages)).toEqual(new Set(['acme-events']));
  });
});

describe('the budget', () => {
  const template = templateOf(EVERYTHING);

  it('counts what has the tag of the stack', () => {
    const { Budget } = one(propertiesOf(template, 'AWS::Budgets::Budget'));
    expect(Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 50, Unit: 'USD' },
      CostFilters: { TagKeyValue: ['user:waybill:stage$test'] },
    });
  });

  it('notifies the topic at 80 %, at 100 %, and when more than 100 % are expected', () => {
    const { NotificationsWithSubscribers: all } = one(propertiesOf(template, 'AWS::Budgets::Budget'));
    expect(all.map((one: { Notification: unknown }) => one.Notification)).toMatchObject([
      { NotificationType: 'ACTUAL', Threshold: 80 },
      { NotificationType: 'ACTUAL', Threshold: 100 },
      { NotificationType: 'FORECASTED', Threshold: 100 },
    ]);
    const topic = one(Object.keys(template.findResources('AWS::SNS::Topic')));
    for (const { Subscribers } of all)
      expect(Subscribers).toEqual([{ SubscriptionType: 'SNS', Address: { Ref: topic } }]);
  });

  it('may publish to the topic, which must exist with its policy before', () => {
    const [[id, policy] = []] = Object.entries(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'budgets.amazonaws.com' },
        Condition: expect.objectContaining({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
      }),
    );
    const budget = one(Object.values(template.findResources('AWS::Budgets::Budget')));
    expect(budget.DependsOn).toContain(id);
  });

  it('notifies the topic of tickets if the stage has one', () => {
    const ticketTopicArn = 'arn:aws:sns:eu-west-1:111122223333:tickets';
    const text = JSON.stringify(
      templateOf({ monthlyBudgetUsd: 50, ticketTopicArn }).findResources('AWS::Budgets::Budget'),
    );
    expect(text).toContain(ticketTopicArn);
  });

  it('does not exist without the setting, and CloudWatch alone may then publish to the topic', () => {
    const without = templateOf();
    without.resourceCountIs('AWS::Budgets::Budget', 0);
    expect(JSON.stringify(without.findResources('AWS::SNS::TopicPolicy'))).not.toContain('budgets.amazonaws.com');
  });
});
