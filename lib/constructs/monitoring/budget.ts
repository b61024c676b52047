/** The budget of a stage: its costs in a month, by the tag of its resources. */
import { Aws, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { STAGE_TAG } from '../../config.ts';
import { globalName, shortName } from '../global-name.ts';

export interface BudgetProps {
  /** US dollars in a calendar month. */
  readonly amount: number;
  /** Receives a message when the budget is nearly spent, when it is spent, and when AWS expects that it will be. */
  readonly topic: ITopic;
}

/** A forecast needs about five weeks of costs. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html */
const NOTIFICATIONS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/**
 * Counts nothing until a person has activated the tag as a cost allocation tag.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { amount, topic }: BudgetProps) {
    super(scope, id);
    // Has no effect on a topic of another stack, whose owner allows it.
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BudgetsOfThisAccount',
        principals: [new ServicePrincipal('budgets.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:budgets::${Aws.ACCOUNT_ID}:*` },
        },
      }),
    );
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        // Budgets are global.
        budgetName: globalName(this, 'budget'),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${STAGE_TAG}$${shortName(Stack.of(this).stackName)}`] },
      },
      notificationsWithSubscribers: NOTIFICATIONS.map((notification) => ({
        notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
    // Budgets checks when it is created that it may publish to the topic.
    budget.node.addDependency(topic);
  }
}
