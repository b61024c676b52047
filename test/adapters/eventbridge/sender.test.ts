import { createServer } from 'node:http';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createPartnerSources } from '../../../lambdas/adapters/eventbridge/partner-sources.ts';
import {
  createEventBridgeSender,
  ENTRY_LIMIT_BYTES,
  type EventBridgeSenderOptions,
} from '../../../lambdas/adapters/eventbridge/sender.ts';
import type { EventBridgeTarget } from '../../../lambdas/core/destination/types/eventbridge/destination.ts';
import { anEvent, anEventBridgeDestination, T0 } from '../../doubles/factories.ts';
import { WAIT_MS } from '../../limits.ts';
import { listenForTest } from '../sending.ts';

interface AwsCall {
  readonly operation: string;
  /** Parsed JSON, or the form of a query protocol. */
  readonly input: Record<string, unknown>;
  readonly authorization: string;
  readonly securityToken: string | undefined;
}

interface AwsAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** As much of the AWS JSON and query protocols as the calls here need. */
async function anAws(answer: (call: AwsCall) => AwsAnswer | undefined) {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const target = request.headers['x-amz-target'];
      const input = target ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
      const call: AwsCall = {
        operation: target ? (String(target).split('.')[1] ?? '') : String(input.Action),
        input,
        authorization: request.headers.authorization ?? '',
        securityToken: request.headers['x-amz-security-token'] as string | undefined,
      };
      calls.push(call);
      const answered = answer(call);
      if (!answered) return;
      const { status = 200, body } = answered;
      response.writeHead(status, { 'x-amzn-requestid': 'req-1', 'content-type': 'application/x-amz-json-1.1' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const endpoint = `http://127.0.0.1:${await listenForTest(server)}`;
  const credentials = { accessKeyId: 'AKPLATFORM', secretAccessKey: 'secret' };
  const client: EventBridgeSenderOptions['client'] = (config) =>
    new EventBridgeClient({ credentials, maxAttempts: 1, ...config, endpoint });
  const sts = () => new STSClient({ region: 'eu-west-1', credentials, maxAttempts: 1, endpoint });
  return {
    calls,
    endpoint,
    client,
    sts,
    named: (operation: string) => calls.filter((call) => call.operation === operation),
  };
}

const taken: AwsAnswer = { body: { FailedEntryCount: 0, Entries: [{ EventId: 'eb-1' }] } };
const refused = (ErrorCode: string, ErrorMessage = 'because'): AwsAnswer => ({
  body: { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }] },
});
const fault = (type: string, status: number): AwsAnswer => ({ status, body: { __type: type, message: 'because' } });

const roleAnswer = (expiresAt: number): AwsAnswer => ({
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>AKROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>
    <Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});

const targeting = (over: Partial<EventBridgeTarget> = {}) => {
  const { amazonEventbridge, ...rest } = anEventBridgeDestination();
  return { ...rest, amazonEventbridge: { ...amazonEventbridge, ...over } };
};

async function sending(answer: Parameters<typeof anAws>[0], over: Partial<EventBridgeSenderOptions> = {}) {
  const aws = await anAws(answer);
  const sender = createEventBridgeSender({
    platformName: 'acme',
    partnerMode: false,
    timeoutMs: WAIT_MS,
    now: Date.now,
    client: aws.client,
    sts: aws.sts,
    ...over,
  });
  const send = (destination = targeting(), body = '{"object":"event"}') =>
    sender.send({ destination, event: anEvent(), body, timeoutMs: over.timeoutMs ?? WAIT_MS });
  return { ...aws, send };
}

describe('an event for a bus', () => {
  it('is one entry with the source of its destination, and reports the id it got', async () => {
    const { send, calls } = await sending(() => taken);
    const result = await send();
    const source = 'acme/acct_shop/ed_01KF0000000000000000000002';
    const bus = 'arn:aws:events:eu-west-1:123456789012:event-bus/default';
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      operation: 'PutEvents',
      input: {
        Entries: [
          {
            Source: source,
            DetailType: 'invoice.paid',
            Detail: '{"object":"event"}',
            Resources: [],
            EventBusName: bus,
          },
        ],
      },
    });
    expect(calls[0]?.authorization).toContain('/eu-west-1/events/');
    expect(result).toMatchObject({
      ok: true,
      httpStatus: 200,
      requestHeaders: { source, 'detail-type': 'invoice.paid', 'event-bus-name': bus },
      responseHeaders: { 'event-id': 'eb-1', 'x-amzn-requestid': 'req-1' },
    });
  });

  it('is sent to the region of its destination', async () => {
    const { send, calls } = await sending(() => taken);
    await send(targeting({ awsRegion: 'ap-southeast-2' }));
    expect(calls[0]?.authorization).toContain('/ap-southeast-2/events/');
  });

  it.each(['InternalFailure', 'ThrottlingException'])('refused with %s may be tried again', async (code) => {
    const { send } = await sending(() => refused(code));
    const result = await send();
    expect(result).toMatchObject({ ok: false, retryable: true, error: { code: 'eventbridge' } });
    expect(result.error?.message).toBe(`${code}: because`);
  });

  it.each([
    'AccessDeniedException',
    'InvalidAccountIdException',
    'InvalidArgument',
    'MalformedDetail',
    'RedactionFailure',
    'NotAuthorizedForSourceException',
    'NotAuthorizedForDetailTypeException',
    'SomethingNew',
  ])('refused with %s is refused for good', async (code) => {
    const { send } = await sending(() => refused(code));
    const result = await send();
    expect(result).toMatchObject({ ok: false, retryable: false, error: { code: 'eventbridge' } });
    expect(result.destinationGone).toBeUndefined();
  });

  it('reports that the destination is gone when the bus does not exist', async () => {
    const { send } = await sending(() => refused('ResourceNotFoundException'));
    expect(await send()).toMatchObject({ retryable: false, destinationGone: 'no_aws_event_source_exists' });
  });

  it.each([
    ['ThrottlingException', 400, true],
    ['InternalException', 500, true],
    ['ServiceUnavailable', 503, true],
    ['AccessDeniedException', 400, false],
  ])('whose whole call fails with %s (%d): retryable is %s', async (type, status, retryable) => {
    const { send } = await sending(() => fault(type, status));
    expect(await send()).toMatchObject({ ok: false, httpStatus: status, retryable, error: { code: 'eventbridge' } });
  });

  it('can be retried when the response has no result for it', async () => {
    const { send } = await sending(() => ({ body: {} }));
    expect(await send()).toMatchObject({ ok: false, retryable: true });
  });

  it('fails at the timeout without a response', async () => {
    const { send } = await sending(() => undefined, { timeoutMs: 150 });
    expect(await send()).toMatchObject({ ok: false, retryable: true, error: { code: 'timeout' } });
  });

  it('fails when none of the requests of an attempt gets a response', async () => {
    const { endpoint } = await anAws(() => undefined);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
    const client = () =>
      new EventBridgeClient({ region: 'eu-west-1', credentials, maxAttempts: 2, endpoint, requestHandler });
    const { send } = await sending(() => undefined, { client });
    const error = { code: 'timeout', message: 'EventBridge in eu-west-1 did not respond.' };
    expect(await send()).toMatchObject({ ok: false, retryable: true, error });
  });

  it('fails as a connection would when EventBridge cannot be reached', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = () =>
      new EventBridgeClient({ region: 'eu-west-1', credentials, maxAttempts: 1, endpoint: 'http://127.0.0.1:1' });
    const { send } = await sending(() => taken, { client });
    expect(await send()).toMatchObject({ ok: false, retryable: true, error: { code: 'refused' } });
  });

  it('that is larger than an entry may be is refused without a call', async () => {
    const { send, calls } = await sending(() => taken);
    const result = await send(targeting(), 'x'.repeat(ENTRY_LIMIT_BYTES));
    expect(result).toMatchObject({ ok: false, retryable: false, error: { code: 'eventbridge' } });
    expect(result.error?.message).toContain(String(ENTRY_LIMIT_BYTES));
    expect(calls).toEqual([]);
  });

  it('is measured by the clock it is given', async () => {
    const times = [T0, T0 + 42];
    const { send } = await sending(() => taken, { now: () => times.shift() ?? 0 });
    expect((await send()).durationMs).toBe(42);
  });
});

describe('a bus behind a role', () => {
  const stsError = (code: string) =>
    `<ErrorResponse><Error><Code>${code}</Code><Message>because</Message></Error></ErrorResponse>`;
  const withRole = targeting({ roleArn: 'arn:aws:iam::123456789012:role/waybill' });
  const answering = (expiresAt: number) => (call: AwsCall) =>
    call.operation === 'AssumeRole' ? roleAnswer(expiresAt) : taken;

  it('is put to with the credentials of the role, assumed once for many events', async () => {
    const { send, named } = await sending(answering(Date.now() + 3_600_000));
    await Promise.all([send(withRole), send(withRole)]);
    await send(withRole);
    expect(named('AssumeRole').map(({ input }) => input)).toEqual([
      expect.objectContaining({
        RoleArn: 'arn:aws:iam::123456789012:role/waybill',
        ExternalId: 'ed_01KF0000000000000000000002',
        RoleSessionName: 'waybill',
      }),
    ]);
    for (const { authorization, securityToken } of named('PutEvents')) {
      expect(authorization).toContain('AKROLE');
      expect(securityToken).toBe('token');
    }
  });

  it('gets new credentials when the old ones expire in less than five minutes', async () => {
    const { send, named } = await sending(answering(Date.now() + 60_000));
    await send(withRole);
    await send(withRole);
    expect(named('AssumeRole').length).toBeGreaterThan(1);
  });

  it('never shares credentials between destinations, since each is its own external id', async () => {
    const { send, named } = await sending(answering(Date.now() + 3_600_000));
    await send(withRole);
    await send({ ...withRole, id: 'ed_other' });
    expect(named('AssumeRole').map(({ input }) => input.ExternalId)).toEqual([withRole.id, 'ed_other']);
  });

  it.each([
    ['AccessDenied', 403],
    ['RegionDisabledException', 403],
    ['ValidationError', 400],
  ])('is refused for good when STS returns %s, which the owner of the role can fix', async (code, status) => {
    const { send } = await sending(() => ({ status, body: stsError(code) }));
    expect(await send(withRole)).toMatchObject({ ok: false, retryable: false, error: { message: `${code}: because` } });
  });

  it.each([
    ['Throttling', 400],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
    ['ExpiredToken', 400],
    ['InvalidClientTokenId', 403],
  ])('is an internal error, and no attempt, when STS returns %s', async (code, status) => {
    const { send, named } = await sending(() => ({ status, body: stsError(code) }));
    await expect(send(withRole)).rejects.toThrow('because');
    expect(named('PutEvents')).toEqual([]);
  });

  it('is an internal error when STS cannot be reached', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const sts = () =>
      new STSClient({ region: 'eu-west-1', credentials, maxAttempts: 1, endpoint: 'http://127.0.0.1:1' });
    const { send } = await sending(() => taken, { sts });
    await expect(send(withRole)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is an internal error when STS does not respond, within half the time of an attempt', async () => {
    const { send } = await sending(({ operation }) => (operation === 'AssumeRole' ? undefined : taken), {
      timeoutMs: 300,
    });
    await expect(send(withRole)).rejects.toThrow('took longer than 0.15 s');
  });
});

describe('a partner event source', () => {
  it('is put to by its own name, with no bus and no role', async () => {
    const { send, calls } = await sending(() => taken, { partnerMode: true });
    await send(targeting({ roleArn: 'arn:aws:iam::123456789012:role/waybill' }));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ operation: 'PutPartnerEvents' });
    expect(calls[0]?.input).toEqual({
      Entries: [
        {
          Source: 'aws.partner/acme/ed_01KF0000000000000000000002',
          DetailType: 'invoice.paid',
          Detail: '{"object":"event"}',
          Resources: [],
        },
      ],
    });
  });

  const sourceArn = 'arn:aws:events:eu-west-1::event-source/aws.partner/acme/ed_1';
  const sourcesOf = async (answer: Parameters<typeof anAws>[0]) => {
    const aws = await anAws(answer);
    const client = (region: string) => aws.client?.({ region }) ?? new EventBridgeClient({});
    return { ...aws, ...createPartnerSources({ platformName: 'acme', client }) };
  };
  const named = { Name: 'aws.partner/acme/ed_01KF0000000000000000000002', Account: '123456789012' };

  it('is offered to the AWS account of the destination', async () => {
    const { createPartnerSource, calls } = await sourcesOf(() => ({ body: { EventSourceArn: sourceArn } }));
    expect(await createPartnerSource(targeting())).toBe(sourceArn);
    expect(calls).toMatchObject([{ operation: 'CreatePartnerEventSource', input: named }]);
  });

  it('that exists already is taken as it is', async () => {
    const { createPartnerSource } = await sourcesOf(({ operation }) =>
      operation === 'CreatePartnerEventSource'
        ? fault('ResourceAlreadyExistsException', 400)
        : { body: { Arn: sourceArn, Name: named.Name } },
    );
    expect(await createPartnerSource(targeting())).toBe(sourceArn);
  });

  it('is taken back, also when it is gone already', async () => {
    const answers = [{ body: {} }, fault('ResourceNotFoundException', 400)];
    const { deletePartnerSource, calls } = await sourcesOf(() => answers.shift());
    await deletePartnerSource(targeting());
    await deletePartnerSource(targeting());
    expect(calls.map(({ operation, input }) => [operation, input])).toEqual(
      Array(2).fill(['DeletePartnerEventSource', named]),
    );
  });

  it('that AWS refuses for another reason is an error', async () => {
    const { createPartnerSource, deletePartnerSource } = await sourcesOf(() =>
      fault('OperationDisabledException', 400),
    );
    await expect(createPartnerSource(targeting())).rejects.toThrow();
    await expect(deletePartnerSource(targeting())).rejects.toThrow();
  });
});
