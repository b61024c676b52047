/** A request to an AWS service, and who signed it. Nothing checks the signature itself. */
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  /** Name in the signature: `dynamodb`, `sqs`, `events` … */
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  /** `PutItem`, `AssumeRole` … */
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: wire input of any service
  readonly input: any;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv4-authentication-methods.html */
const CREDENTIAL = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//;

/** Returns the signer of a request; undefined without a signature. */
export function signerOf(
  headers: IncomingHttpHeaders,
): Pick<SignedRequest, 'accessKey' | 'region' | 'service'> | undefined {
  const [, accessKey, region, service] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  return accessKey && region && service ? { accessKey, region, service } : undefined;
}
