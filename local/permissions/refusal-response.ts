/** Refusals as each service sends them, so that the SDK makes of them the errors that it makes on AWS. */
import { randomUUID } from 'node:crypto';
import type { Refusal } from './authorizer.ts';

export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Service = (refusal: Refusal) => RefusalResponse;

const json =
  (version: '1.0' | '1.1', __type: string): Service =>
  ({ message }) => ({
    status: 400,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify({ __type, Message: message }),
  });

const xml =
  (namespace: string, code: string): Service =>
  ({ message }) => {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
    return {
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    };
  };

/** The message names an action as the service itself writes it. */
const renamed =
  (rename: (action: string) => string, service: Service): Service =>
  (refusal) =>
    service({ ...refusal, message: refusal.message.replaceAll(refusal.need.action, rename(refusal.need.action)) });

const SERVICES: Readonly<Record<string, Service>> = {
  /** With `KMS key access denied error` when the key of the table refuses: https://github.com/aws/aws-cdk/issues/10010 */
  dynamodb: (refusal) => {
    const prefix = refusal.need.action.startsWith('kms:') ? 'KMS key access denied error: ' : '';
    return json(
      '1.0',
      'com.amazon.coral.service#AccessDeniedException',
    )({
      ...refusal,
      message: prefix + refusal.message,
    });
  },
  /** The SDK takes the code from the header of the older protocol: https://github.com/aws/serverless-application-model/issues/3633 */
  sqs: renamed(
    (action) => action.toLowerCase(),
    (refusal) => {
      const denied = json('1.0', 'com.amazon.coral.service#AccessDeniedException')(refusal);
      return { ...denied, status: 403, headers: { ...denied.headers, 'x-amzn-query-error': 'AccessDenied;Sender' } };
    },
  ),
  /** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
  sns: renamed(
    (action) => action.replace('sns:', 'SNS:'),
    xml('http://sns.amazonaws.com/doc/2010-03-31/', 'AuthorizationError'),
  ),
  /** https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html */
  kms: json('1.1', 'AccessDeniedException'),
  /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html */
  secretsmanager: json('1.1', 'AccessDeniedException'),
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html */
  events: json('1.1', 'AccessDeniedException'),
  /** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
  sts: xml('https://sts.amazonaws.com/doc/2011-06-15/', 'AccessDenied'),
  /** https://github.com/architect/functions/issues/130 */
  'execute-api': ({ message }) => ({
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ Message: message }),
  }),
};

export function refusalResponse(service: string, refusal: Refusal): RefusalResponse {
  const respond = SERVICES[service];
  if (!respond) throw new Error(`The local platform does not know how ${service} refuses a request.`);
  return respond(refusal);
}

const escapeXml = (value: string) => value.replace(/[<>&"']/g, (found) => `&#${found.charCodeAt(0)};`);
