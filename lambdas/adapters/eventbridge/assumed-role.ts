/** Assumes roles in customers' AWS accounts. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { sts as defaultSts } from '../aws-clients.ts';

export interface AssumedRole {
  readonly roleArn: string;
  /** The destination's id: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
  readonly externalId: string;
}

/** Seconds. One hour is the longest session that AWS allows when one role assumes another. */
const SESSION_SECONDS = 3600;

/**
 * Error codes of STS that the role, its trust policy or its account causes, and that the owner of the role can fix:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 * All other codes are internal errors: throttling, server errors, expired or missing credentials of the function, no response.
 */
const REFUSED_BY_ROLE: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'RegionDisabledException',
  'ValidationError',
]);

/** Returns whether the role refused. */
export const isRefusedByRole = (error: unknown): boolean => error instanceof Error && REFUSED_BY_ROLE.has(error.name);

/**
 * Returns a credential provider for an SDK client. The client calls it at first use and again 5 minutes before the credentials
 * expire, so nothing is cached here.
 */
export const assumedRole =
  ({ roleArn, externalId }: AssumedRole, sts: () => STSClient = defaultSts) =>
  async () => {
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        ExternalId: externalId,
        RoleSessionName: 'waybill',
        DurationSeconds: SESSION_SECONDS,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken)
      throw new Error(`The response of STS has no credentials for ${roleArn}.`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration ? { expiration: Expiration } : {}),
    };
  };
