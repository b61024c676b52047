/**
 * An endpoint on AWS: a Lambda function with a public URL, which passes requests on to a queue. The run deploys it with the
 * credentials of the caller and removes it at the end.
 */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { AwsAccess } from '../aws/access.ts';
import { ignoring } from '../aws/ignoring.ts';
import { createQueue } from '../aws/queue.ts';
import type { Made } from '../made.ts';
import type { ReceivedRequest } from '../signatures.ts';
import { eventually, type Limits } from '../waiting.ts';
import { functionZip, HANDLER } from './function-code.ts';
import { type Receiver, requestsFor } from './receiver.ts';

type Access = Pick<AwsAccess, 'sqs' | 'iam' | 'lambda'>;

/** @param name of the function, its role and its queue */
export async function receiveOnAws(access: Access, name: string, made: Made, limits: Limits): Promise<Receiver> {
  const { url, queue } = await deployFunction(access, name, made, limits);
  const isReady = await eventually(() => isUp(url), limits);
  if (!isReady) throw new Error(`The function at ${url} does not respond. ${OTHER_RECEIVER}`);
  return {
    description: `the Lambda function ${name}`,
    url,
    received: async (eventId) => {
      const requests = (await queue.bodies()).map((body): ReceivedRequest => JSON.parse(body));
      return requestsFor(requests, eventId);
    },
  };
}

/** Creates the queue, the role, the function and its URL. */
export async function deployFunction({ sqs, iam, lambda }: Access, name: string, made: Made, limits: Limits) {
  const queue = await createQueue(sqs, name, made);
  const roleArn = await createRole(iam, name, queue.arn, made);
  made.add(`function ${name}`, () =>
    ignoring('ResourceNotFoundException', () => lambda.send(new DeleteFunctionCommand({ FunctionName: name }))),
  );
  const created = await createFunction(lambda, limits, {
    FunctionName: name,
    Description: 'Receives the webhooks of a smoke test of Waybill.',
    Runtime: 'nodejs24.x',
    Handler: HANDLER,
    Code: { ZipFile: functionZip() },
    Role: roleArn,
    Timeout: 10,
    Environment: { Variables: { QUEUE_URL: queue.url } },
  });
  if (!created) throw new Error(`Lambda cannot assume the role ${name} yet. Run the smoke test again.`);
  return { url: await publicUrl(lambda, name), queue };
}

const OTHER_RECEIVER =
  'If your organisation does not allow public function URLs, use an endpoint of yours with --receiver-url.';

async function createRole(iam: IAMClient, name: string, queueArn: string, made: Made): Promise<string> {
  const of = { RoleName: name };
  made.add(`role ${name}`, async () => {
    const policy = { ...of, PolicyName: 'queue' };
    await ignoring('NoSuchEntityException', () => iam.send(new DeleteRolePolicyCommand(policy)));
    await ignoring('NoSuchEntityException', () => iam.send(new DeleteRoleCommand(of)));
  });
  const { Role } = await iam.send(
    new CreateRoleCommand({
      ...of,
      Description: 'Smoke test of Waybill: its receiver of webhooks.',
      AssumeRolePolicyDocument: policyOf({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    }),
  );
  const PolicyDocument = policyOf({ Action: 'sqs:SendMessage', Resource: queueArn });
  await iam.send(new PutRolePolicyCommand({ ...of, PolicyName: 'queue', PolicyDocument }));
  return Role?.Arn ?? '';
}

const policyOf = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

/** A new role can be assumed some seconds after it was created. Until then Lambda refuses it with this error. */
const NOT_YET = 'InvalidParameterValueException';

const createFunction = (lambda: LambdaClient, limits: Limits, input: CreateFunctionCommandInput) =>
  eventually(async () => {
    try {
      return await lambda.send(new CreateFunctionCommand(input));
    } catch (error) {
      if ((error as Error).name !== NOT_YET) throw error;
      return undefined;
    }
  }, limits);

/** Both permissions are needed: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none */
async function publicUrl(lambda: LambdaClient, name: string): Promise<string> {
  const of = { FunctionName: name };
  const everyone = { ...of, Principal: '*' };
  const auth = { FunctionUrlAuthType: 'NONE' } as const;
  const { FunctionUrl = '' } = await lambda.send(new CreateFunctionUrlConfigCommand({ ...of, AuthType: 'NONE' }));
  for (const permission of [
    { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', ...auth },
    { StatementId: 'function', Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
  ])
    await lambda.send(new AddPermissionCommand({ ...everyone, ...permission }));
  return FunctionUrl;
}

/** A new URL is refused or unknown for some seconds. */
async function isUp(url: string): Promise<true | undefined> {
  const response = await fetch(url, { method: 'POST', body: '{}' }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok ? true : undefined;
}
