/** The AWS services of the platform: the emulators that the variables of the AWS SDK name, and those of the platform for the others. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AuthorizerEvents, Rules } from '../permissions/authorizer.ts';
import { ACCOUNT, REGION } from '../template.ts';
import { startEmulatorThread } from './emulator-thread.ts';
import { type AwsEndpoints, CREDENTIALS } from './emulators.ts';

type Service = keyof AwsEndpoints;

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const ENDPOINT_VARIABLES: Readonly<Record<Service, string>> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  sns: 'AWS_ENDPOINT_URL_SNS',
  kms: 'AWS_ENDPOINT_URL_KMS',
  sts: 'AWS_ENDPOINT_URL_STS',
  secretsManager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  eventBridge: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
};
const SERVICES = Object.keys(ENDPOINT_VARIABLES) as Service[];

export interface Services {
  readonly endpoints: AwsEndpoints;
  /** The AWS account that the queues and buses are in. */
  readonly account: string;
  /** Lets the emulators of the platform refuse what the policies do not allow. Other emulators have rules of their own. */
  enforce(rules: Rules, events: AuthorizerEvents): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the endpoints that environment variables name. */
export function givenEndpoints(env: Readonly<Record<string, string | undefined>>): Partial<AwsEndpoints> {
  const named = SERVICES.map((service) => [service, env[ENDPOINT_VARIABLES[service]] || env.AWS_ENDPOINT_URL]);
  return Object.fromEntries(named.filter(([, url]) => url));
}

/** @param dataDir folder of our emulators' data; in memory when absent */
export async function startServices(given: Partial<AwsEndpoints>, dataDir?: string): Promise<Services> {
  if ((given.sqs === undefined) !== (given.eventBridge === undefined)) {
    const { sqs, eventBridge } = ENDPOINT_VARIABLES;
    throw new Error(`Set both ${sqs} and ${eventBridge}, or neither: the rules of a bus send to queues beside it.`);
  }
  const isWhole = SERVICES.every((service) => given[service] !== undefined);
  const emulators = isWhole ? undefined : await startEmulatorThread(dataDir);
  const stop = async () => emulators?.stop();
  try {
    const account = given.sqs ? await accountAt(given.sts ?? given.sqs) : ACCOUNT;
    const enforce = async (rules: Rules, events: AuthorizerEvents) => emulators?.enforce(rules, events);
    return { endpoints: { ...emulators?.endpoints, ...given } as AwsEndpoints, account, enforce, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the account of an emulator, which the ARNs of its resources name. */
async function accountAt(endpoint: string): Promise<string> {
  const sts = new STSClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    const { Account = ACCOUNT } = await sts.send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (cause) {
    throw new Error(`${endpoint} does not return its AWS account (STS GetCallerIdentity).`, { cause });
  } finally {
    sts.destroy();
  }
}
