/** Credentials of a role in a customer's AWS account. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { sts as defaultSts } from '../aws-clients.ts';

export interface AssumedRole {
  readonly roleArn: string;
  /** The destination's id: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
  readonly externalId: string;
}

/** Seconds. One hour is also the most that AWS allows a role assumed from another role. */
const SESSION_SECONDS = 3600;

/**
 * Codes with which STS refuses because of the role, its trust policy or its account. The owner of the role can fix these: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 * All other codes are internal errors: throttling, server errors, expired or missing credentials of the function, no response.
 */
const REFUSED_BY_ROLE: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'RegionDisabledException',
  'ValidationError',
]);

export const isRefusedByRole = (error: unknown): boolean => error instanceof Error && REFUSED_BY_ROLE.has(error.name);

/**
 * A credential provider for an SDK client. The client calls it at first use and again 5 minutes before what it gave
 * expires, so nothing is cached here.
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
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`STS gave no credentials for ${roleArn}`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration ? { expiration: Expiration } : {}),
    };
  };
