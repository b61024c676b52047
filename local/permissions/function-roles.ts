/** The functions of a template that sign requests, and what Lambda itself needs of their roles. */
import { REGION, Template, type Value } from '../template.ts';
import type { Authorizer } from './authorizer.ts';
import type { Need } from './evaluate.ts';
import { roleOf, type Signer } from './rules.ts';

const LAMBDA = 'lambda.amazonaws.com';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
const SOURCE_OPERATIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/**
 * Refuses what a deployment would refuse: a role that Lambda cannot assume, and one without the permissions for the function's event
 * source or dead-letter queue.
 * @throws Error with the message of Lambda
 */
export function checkFunctionRoles(template: Template, authorizer: Authorizer, functions: readonly Signer[]): void {
  for (const { id, accessKey } of functions) {
    const roleArn: string = template.resolve({ 'Fn::GetAtt': [roleOf(template, id), 'Arn'] });
    if (authorizer.refusalOfService(LAMBDA, [{ action: 'sts:AssumeRole', resource: roleArn }])) {
      throw new Error(`${accessKey}: The role defined for the function cannot be assumed by Lambda.`);
    }
    const check = (operation: string, resource: string) => {
      if (!authorizer.refusalOf(accessKey, [{ action: `sqs:${operation}`, resource }])) return;
      throw new Error(
        `${accessKey}: The provided execution role does not have permissions to call ${operation} on SQS (${resource}).`,
      );
    };
    for (const { EventSourceArn } of sourcesOf(template, id)) {
      for (const operation of SOURCE_OPERATIONS) check(operation, template.resolve(EventSourceArn));
    }
    const deadLetters: string | undefined = template.resolve(
      template.resources[id]?.Properties.DeadLetterConfig?.TargetArn,
    );
    if (deadLetters) check('SendMessage', deadLetters);
  }
}

const sourcesOf = (template: Template, functionId: string): Value[] =>
  template
    .ofType('AWS::Lambda::EventSourceMapping')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => Template.target(FunctionName) === functionId);

/**
 * Returns what a function needs so that its log is stored. Without it, Lambda drops the log silently.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function logNeeds(template: Template, functionId: string): Need[] {
  const name: string =
    template.resolve(template.resources[functionId]?.Properties.LoggingConfig?.LogGroup) ?? `/aws/lambda/${functionId}`;
  const stream = `arn:aws:logs:${REGION}:${template.account}:log-group:${name}:log-stream:local`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: stream }));
}

/** Access key of the CDK's function that calls the function of a custom resource. */
export const PROVIDER = 'provider';

/** Returns the function of the CDK that is behind a custom resource of the template. */
export const providersIn = (template: Template): Signer[] =>
  Object.values(template.resources).flatMap(({ Type, Properties }) => {
    const id = Type.startsWith('Custom::') ? Template.target(Properties.ServiceToken) : undefined;
    return id !== undefined && template.resources[id]?.Type === 'AWS::Lambda::Function'
      ? [{ id, accessKey: PROVIDER }]
      : [];
  });
