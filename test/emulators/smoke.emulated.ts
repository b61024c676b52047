/** The smoke test with the AWS of another project: its endpoint, and its event bus. */
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startPlatform } from '../../local/platform.ts';
import { type AwsAccess, awsAccess, hasAccess } from '../../smoke/aws/access.ts';
import { Made } from '../../smoke/made.ts';
import { readOptions, type SmokeOptions } from '../../smoke/options.ts';
import { deployFunction } from '../../smoke/receivers/function-url.ts';
import { smoke } from '../../smoke/run.ts';
import { emulatorsOf, endpointsOf } from './emulators.ts';

const LOCAL = new URL('http://127.0.0.1:4242');
const signal = new AbortController().signal;

const emulators = emulatorsOf(process.env).filter(({ variable }) => variable === 'AWS_ENDPOINT_URL');

describe.each(emulators)('with $name', (emulator) => {
  async function start() {
    const server = await emulator.start();
    onTestFinished(server.stop);
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const access = await awsAccess(LOCAL, process.env);
    if (!hasAccess(access)) throw new Error(access.missing);
    return { server, access };
  }

  const queues = async ({ sqs }: AwsAccess) => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'smoke-' }));
    return QueueUrls;
  };

  test('the function with a public URL, its role and its queue are made and removed', async () => {
    const { access } = await start();
    const { iam, lambda } = access;
    const made = new Made();
    const { url } = await deployFunction(access, 'smoke-waybill-1', made, { signal, waitMs: 60_000 });
    expect(url).toMatch(/^https:/);
    expect(await made.removeAll()).toEqual({ removed: 3, failures: [] });
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    await expect(iam.send(new GetRoleCommand({ RoleName: 'smoke-waybill-1' }))).rejects.toThrow();
    expect(await queues(access)).toEqual([]);
  });

  test('every step passes, and the bus, the rule and the queue are removed', async () => {
    const { server, access } = await start();
    const aws = endpointsOf(emulator, server);
    const platform = await startPlatform({ port: 0, workbench: false, timeScale: 100, aws });
    onTestFinished(() => platform.stop());
    const args = ['--api-url', platform.url, '--key', platform.keys.live, '--no-workbench', '--no-dashboard'];
    const options = readOptions(args, {}) as SmokeOptions;
    const results = await smoke({ options, access, id: 'moto', signal, onResult: () => {} });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'not tried').map(({ name }) => name)).toEqual([
      'Workbench',
      'Dashboard',
    ]);
    expect(await queues(access)).toEqual([]);
  });
});
