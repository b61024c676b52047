/**
 * The template of the role of EventBridge destinations, in a bucket that the AWS accounts of customers can read. A quick-create
 * link of CloudFormation needs a template in S3, and is too short for a presigned URL.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-template.html
 */
import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { ROLE_STACK_TEMPLATE } from '../../lambdas/core/destination/types/eventbridge/role-stack.ts';
import type { BucketFiles } from '../workbench/bucket-files.ts';

const FILE = 'event-destination-role.json';

export interface RoleTemplateProps {
  readonly files: BucketFiles;
  readonly removalPolicy: RemovalPolicy;
}

export class RoleTemplate extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { files, removalPolicy }: RoleTemplateProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: new BlockPublicAccess({
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: false,
        restrictPublicBuckets: false,
      }),
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReadTheTemplate',
        principals: [new AnyPrincipal()],
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(FILE)],
      }),
    );
    Validations.of(bucket).acknowledge(
      {
        id: 'AwsSolutions-S1',
        reason: 'It contains one template, which is the same for every customer and has no secret.',
      },
      {
        id: 'AwsSolutions-S2',
        reason:
          'Customers create a stack from this template in AWS accounts that are not known in advance. No other object can be read.',
      },
    );
    files.put('RoleTemplate', {
      // The types differ under exactOptionalPropertyTypes, which the CDK does not use.
      bucket: bucket as IBucket,
      source: Source.data(FILE, JSON.stringify(ROLE_STACK_TEMPLATE, null, 2)),
      cacheControl: 'no-cache',
    });
    // The URL contains the region, because links need its partition.
    this.url = `https://${bucket.bucketName}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}/${FILE}`;
  }
}
