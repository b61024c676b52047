/** Names of resources that are global in an AWS account. They differ between stacks and regions. */
import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Returns a name of at most 64 characters, CloudFront's shortest limit, distinct for each stack and region. */
export const globalName = (scope: Construct, what: string): string =>
  `${Stack.of(scope).stackName}-${what}-${Aws.REGION}`;

/**
 * Returns the name by which a stack is known within its region, `prod` of `Waybill-prod`: in the ingest bus's name and in
 * the dimension of its metrics.
 */
export const shortName = (stackName: string): string => stackName.toLowerCase().replace(/^waybill-/, '');
