import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { givenEndpoints, startServices } from '../../../local/aws/services.ts';

/** Starts an emulator that returns this account, or that does not support STS. */
async function emulator(account?: string): Promise<string> {
  const text = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(account ? 200 : 400, { 'content-type': 'text/xml' }).end(account ? text : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function start(env: Record<string, string>) {
  const services = await startServices(givenEndpoints(env));
  onTestFinished(() => services.stop());
  return services;
}

test('one endpoint serves every service, and its account is used in ARNs', async () => {
  const url = await emulator('123456789012');
  const { endpoints, account } = await start({ AWS_ENDPOINT_URL: url });
  expect([new Set(Object.values(endpoints)), account]).toEqual([new Set([url]), '123456789012']);
});

test('the endpoint of one service is used for that service, and the emulators of Waybill for the rest', async () => {
  const { endpoints, account } = await start({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
  expect([endpoints.dynamodb, account]).toEqual(['http://127.0.0.1:1', '000000000000']);
  for (const url of [endpoints.sqs, endpoints.kms, endpoints.eventBridge]) {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(url).not.toBe(endpoints.dynamodb);
  }
});

test('the endpoint of a service overrides the endpoint of all services', async () => {
  const sts = await emulator('210987654321');
  const { endpoints, account } = await start({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_STS: sts });
  expect([endpoints.sts, endpoints.sqs, account]).toEqual([sts, 'http://127.0.0.1:1', '210987654321']);
});

test('queues and buses must both have an endpoint, or neither', async () => {
  const starting = startServices(givenEndpoints({ AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' }));
  await expect(starting).rejects.toThrow('Set both AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_EVENTBRIDGE, or neither');
});

test('an emulator that returns no account is named in the error, with the call', async () => {
  const url = await emulator();
  const starting = startServices(givenEndpoints({ AWS_ENDPOINT_URL: url }));
  await expect(starting).rejects.toThrow(`${url} does not return its AWS account (STS GetCallerIdentity).`);
});
