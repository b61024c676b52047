/** Copies files to buckets during a deployment, with the CDK's own function. */
import { type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

export interface BucketFilesProps {
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface PutFiles {
  readonly bucket: IBucket;
  readonly source: ISource;
  readonly prefix?: string;
  readonly cacheControl: string;
}

/** Create one per stack, because the CDK has one function with one role for all deployments of files. */
export class BucketFiles extends Construct {
  readonly #logGroup: LogGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { logRetention: retention, removalPolicy }: BucketFilesProps) {
    super(scope, id);
    this.#logGroup = new LogGroup(this, 'Logs', { retention, removalPolicy });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.#logGroup.grantWrite(this.#role);
  }

  /** Adds files. Existing files are kept. */
  put(id: string, { bucket, source, prefix, cacheControl }: PutFiles): BucketDeployment {
    const deployment = new BucketDeployment(this, id, {
      destinationBucket: bucket,
      sources: [source],
      ...(prefix === undefined ? {} : { destinationKeyPrefix: prefix }),
      cacheControl: [CacheControl.fromString(cacheControl)],
      prune: false,
      logGroup: this.#logGroup,
      role: this.#role,
    });
    this.#acknowledge(bucket);
    return deployment;
  }

  /** Permissions of the function. */
  #acknowledge(bucket: IBucket): void {
    const stack = Stack.of(this);
    const reason =
      'The CDK writes this function and grants it: it reads what was uploaded for deployments, and writes here.';
    const to = stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
    const uploads = `arn:<AWS::Partition>:s3:::cdk-${stack.synthesizer.bootstrapQualifier}-assets-<AWS::AccountId>-<AWS::Region>`;
    const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(
      (name) => `Action::s3:${name}`,
    );
    Validations.of(this.#role).acknowledge(
      ...[...actions, `Resource::${uploads}/*`, `Resource::<${to}.Arn>/*`].map((finding) => ({
        id: `AwsSolutions-IAM5[${finding}]`,
        reason,
      })),
    );
    for (const fn of stack.node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))) {
      Validations.of(fn).acknowledge(
        { id: 'AwsSolutions-L1', reason: 'The CDK chooses the runtime of its own functions.' },
        { id: 'Serverless-LambdaLatestVersion', reason: 'The CDK chooses the runtime of its own functions.' },
        {
          id: 'Serverless-LambdaDLQ',
          reason: 'CloudFormation calls it during a deployment. An error fails the deployment.',
        },
        { id: 'Serverless-LambdaTracing', reason: 'It runs once per deployment.' },
      );
    }
  }
}
