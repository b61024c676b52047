/** One HTTP server for the small endpoints: KMS, Secrets Manager and EventBridge in JSON, STS in the Query protocol. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { RefusalResponse } from '../permissions/refusal-response.ts';
import { ACCOUNT } from '../template.ts';
import type { AccessControl } from './access-control.ts';
import { AwsError, type Operations } from './operation.ts';

/**
 * @param services operations by the service name in `X-Amz-Target` (`TrentService` is KMS)
 * @param access refuses what the policies do not allow
 */
export function createEndpoint(services: Record<string, Operations>, access: AccessControl): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const target = request.headers['x-amz-target'];
      const respond = ({ status, headers, body }: Response) =>
        response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers }).end(body);
      const refuse = (operation: string, input: object) => access.refusalOf(request.headers, operation, input);
      respond(target === undefined ? query(body, refuse) : await call(services, String(target), body, refuse));
    });
  });
}

type Response = RefusalResponse;
type Refuse = (operation: string, input: object) => Response | undefined;

async function call(services: Record<string, Operations>, target: string, body: string, refuse: Refuse) {
  const [service = '', name = ''] = target.split('.');
  const json = (status: number, result: object): Response => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(result),
  });
  try {
    const operation = services[service]?.[name];
    if (!operation) throw new AwsError('UnknownOperationException', `${target} is not offered here.`);
    const input = JSON.parse(body || '{}');
    return refuse(name, input) ?? json(200, await operation(input));
  } catch (error) {
    const known = error instanceof AwsError;
    const __type = known ? error.code : 'InternalFailure';
    return json(known ? 400 : 500, { __type, message: (error as Error).message });
  }
}

function query(body: string, refuse: Refuse): Response {
  const form = new URLSearchParams(body);
  const refused = refuse(form.get('Action') ?? '', Object.fromEntries(form));
  if (refused) return refused;
  const { status, text } = sts(form);
  return { status, headers: { 'content-type': 'text/xml' }, body: text };
}

function sts(form: URLSearchParams) {
  const action = form.get('Action');
  const arn = form.get('RoleArn') ?? '';
  if (action === 'AssumeRole' && arn) return assumeRole(arn);
  if (action === 'GetCallerIdentity') return { status: 200, text: CALLER_IDENTITY };
  const message = 'AssumeRole and GetCallerIdentity are offered here.';
  return {
    status: 400,
    text: `<ErrorResponse><Error><Code>InvalidAction</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const CALLER_IDENTITY =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
  `<Arn>arn:aws:iam::${ACCOUNT}:user/local</Arn><UserId>LOCAL</UserId><Account>${ACCOUNT}</Account>` +
  '</GetCallerIdentityResult></GetCallerIdentityResponse>';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function assumeRole(arn: string) {
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const credentials =
    `<AccessKeyId>ASIALOCAL</AccessKeyId><SecretAccessKey>local</SecretAccessKey>` +
    `<SessionToken>local</SessionToken><Expiration>${expires}</Expiration>`;
  const text =
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
    `<Credentials>${credentials}</Credentials>` +
    `<AssumedRoleUser><AssumedRoleId>LOCAL</AssumedRoleId><Arn>${escapeXml(arn)}</Arn></AssumedRoleUser>` +
    '</AssumeRoleResult></AssumeRoleResponse>';
  return { status: 200, text };
}

const escapeXml = (value: string) => value.replace(/[<>&"']/g, (found) => `&#${found.charCodeAt(0)};`);
