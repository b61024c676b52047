import { type App, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { stackOf } from './stacks.ts';

// The first test loads every rule of both packs.
vi.setConfig({ testTimeout: 180_000 });

/** Findings of the packs that are not acknowledged, as `rule at construct`. */
const findings = (app: App): string[] => {
  app.synth();
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
  );
};

describe("cdk-nag's AwsSolutions and Serverless packs", () => {
  it.each([
    ['with default settings', {}],
    ['of a partner', { eventBridgePartnerMode: true }],
    ['with alarms by email and a budget', { alarmEmail: 'ops@example.com', monthlyBudgetUsd: 50 }],
    ['with a topic of its own', { alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops' }],
    ['that is destroyed with its stack', { removalPolicy: 'destroy' }],
    ['without the Workbench', { workbench: false }],
    ['without an access log and recovery', { accessLog: false, pointInTimeRecovery: { events: false } }],
    ['of a partner, with traces', { eventBridgePartnerMode: true, tracing: 'xray' }],
    ['that shifts gradually to new versions', { deploymentPreference: 'canary' }],
    ['with existing tables', { tables: { events: 'restored', deliveries: 'restored', control: 'restored' } }],
    ['with quick-create links', { quickCreateLinks: true }],
    ['with quick-create links and without the Workbench', { workbench: false, quickCreateLinks: true }],
    [
      'with a custom domain',
      {
        workbenchDomain: {
          name: 'workbench.example.com',
          certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0f0f',
        },
      },
    ],
  ])(
    'find nothing unacknowledged in a stage %s',
    (_, settings) => {
      expect(findings(stackOf(settings).app)).toEqual([]);
    },
    180_000,
  );

  it('both run: a violation of each is found', () => {
    const { app, stack } = stackOf();
    new Queue(stack, 'Unencrypted');
    new Topic(stack, 'Open');
    expect(findings(app)).toEqual(
      expect.arrayContaining([
        'AwsSolutions-SQS4 at Waybill-test/Unencrypted/Resource',
        'AwsSolutions-SNS3 at Waybill-test/Open/Resource',
        'Serverless-SQSRedrivePolicy at Waybill-test/Unencrypted/Resource',
      ]),
    );
  });

  it('have acknowledged findings with a reason, and none on the whole stack', () => {
    const { app, stack } = stackOf();
    const acknowledged = app.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) =>
            Object.entries(data as Record<string, string>).map(([id, reason]) => ({ node, id, reason })),
          ),
      );
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { node, id, reason } of acknowledged) {
      expect(reason.length, id).toBeGreaterThan(20);
      expect([app.node, stack.node], id).not.toContain(node);
    }
  });
});
