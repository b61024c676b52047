/** The AWS clients of a run, with the credentials of the caller: those that the AWS CLI would use. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { isThisMachine } from '../options.ts';

export interface AwsAccess {
  readonly region: string;
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly cloudWatch: CloudWatchClient;
}

/** Why there is no access to AWS. */
export interface NoAccess {
  readonly missing: string;
}

export const hasAccess = (access: AwsAccess | NoAccess): access is AwsAccess => !('missing' in access);

/** Services that a run uses beside a platform on this machine. Their variables keep it from using AWS by accident. */
const LOCAL_VARIABLES = ['AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_EVENTBRIDGE'] as const;

/** @param apiUrl address of the deployment. That of API Gateway contains the region */
export async function awsAccess(
  apiUrl: URL,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AwsAccess | NoAccess> {
  const local = isThisMachine(apiUrl);
  if (local && LOCAL_VARIABLES.some((name) => !env[name] && !env.AWS_ENDPOINT_URL)) {
    return { missing: `Set ${LOCAL_VARIABLES.join(' and ')} to the addresses that npm start prints.` };
  }
  const region =
    env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? regionIn(apiUrl.hostname) ?? (local ? 'us-east-1' : undefined);
  if (region === undefined) return { missing: 'Set AWS_REGION to the region of the deployment.' };
  const settings = { region, ...(local && { credentials: { accessKeyId: 'smoke', secretAccessKey: 'local' } }) };
  // The queue URLs of emulators can contain hosts that do not exist.
  const sqs = new SQSClient({ ...settings, ...(local && { useQueueUrlAsEndpoint: false }) });
  try {
    await sqs.config.credentials();
  } catch (error) {
    return { missing: `No AWS credentials: ${(error as Error).message}` };
  }
  return {
    region,
    sqs,
    eventBridge: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    iam: new IAMClient(settings),
    cloudWatch: new CloudWatchClient(settings),
  };
}

/** `a1b2c3.execute-api.eu-west-1.amazonaws.com` */
const regionIn = (host: string): string | undefined => /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(host)?.[1];
