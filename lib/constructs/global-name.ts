/** Names of what is global in an AWS account: the same stage in a second region, or a second stack, must not meet them. */
import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Returns a name of at most 64 characters, the least that CloudFront takes, distinct for each stack and region. */
export const globalName = (scope: Construct, what: string): string =>
  `${Stack.of(scope).stackName}-${what}-${Aws.REGION}`;
