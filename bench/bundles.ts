/** Measures the size of each function's bundle, and its load time against an empty handler with the same clients. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../lib/bundling/bundle.ts';
import type { Scene } from './workbench/scene.ts';

const RUNS = 9;
const DELIVER_TARGET_KB = 600;

/** Clients by package name, and how to detect one in a bundle. */
const CLIENTS: Record<string, string> = {
  '@aws-sdk/client-dynamodb': 'DynamoDBClient',
  '@aws-sdk/client-sqs': 'SQSClient',
  '@aws-sdk/client-kms': 'KMSClient',
  '@aws-sdk/client-sts': 'STSClient',
  '@aws-sdk/client-eventbridge': 'EventBridgeClient',
  '@aws-sdk/client-secrets-manager': 'SecretsManagerClient',
  '@aws-sdk/client-apigatewaymanagementapi': 'ApiGatewayManagementApiClient',
};
const OF_DELIVER = Object.keys(CLIENTS).filter((name) => !/secrets|apigateway/.test(name));
const OF_FUNCTION: Record<string, string[]> = {
  publish: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs'],
  api: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs', '@aws-sdk/client-kms', '@aws-sdk/client-eventbridge'],
  deliver: OF_DELIVER,
  'deliver-slow': OF_DELIVER,
  listen: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs', '@aws-sdk/client-apigatewaymanagementapi'],
  push: [
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-kms',
    '@aws-sdk/client-apigatewaymanagementapi',
  ],
  sweep: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs'],
  'dead-letter': ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs'],
  bootstrap: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-secrets-manager'],
};

export function bundleBench({ backend }: Scene): void {
  const folder = mkdtempSync(join(new URL('..', import.meta.url).pathname, '.waybill-bench-'));
  const scratch = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  try {
    const empty = (name: string) => {
      const clients = OF_FUNCTION[name];
      if (!clients) throw new Error(`OF_FUNCTION should have the clients of ${name}.`);
      const entry = join(folder, `${name}.ts`);
      const imports = clients.map((one) => `import { ${CLIENTS[one]} } from '${one}';`).join('\n');
      const made = clients.map((one) => `new ${CLIENTS[one]}({})`).join(', ');
      writeFileSync(
        entry,
        `${imports}\nconst clients = [${made}];\nexport const handler = async () => clients.length;\n`,
      );
      const file = join(scratch, `${name}.mjs`);
      writeFileSync(file, bundle({ [name]: entry }).get(name)?.code as Uint8Array);
      return file;
    };
    const rows = Object.entries(backend.bundles).map(([name, file]) => {
      const kilobytes = Math.round(statSync(file).size / 1000);
      const environment = { ...process.env, ...backend.environment[name] };
      const [init, base] = [loadMs(file, environment), loadMs(empty(name), environment)];
      return {
        function: name,
        KB: kilobytes,
        'loaded later': laterFiles(file),
        'init ms': init,
        'empty handler ms': base,
        ratio: Number((init / base).toFixed(2)),
      };
    });
    console.log(`\nBundles; init is the median of ${RUNS} loads in a new process`);
    console.table(rows);
    console.log(`  target for deliver: at most ${DELIVER_TARGET_KB} KB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Returns the packages that the function imports at first use, such as `jsonata.mjs 83 KB`. */
const laterFiles = (file: string): string =>
  readdirSync(dirname(file))
    .filter((name) => name.endsWith('.mjs') && join(dirname(file), name) !== file)
    .map((name) => `${name} ${Math.round(statSync(join(dirname(file), name)).size / 1000)} KB`)
    .join(', ');

/** Milliseconds to import the bundle, in a process of its own. */
function loadMs(file: string, env: NodeJS.ProcessEnv): number {
  const script = `const t=performance.now();await import(${JSON.stringify(file)});process.stdout.write(String(performance.now()-t));process.exit(0)`;
  const runs = Array.from({ length: RUNS }, () => {
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
    return Number(out.trim().split('\n').at(-1));
  }).sort((a, b) => a - b);
  return Math.round(runs[Math.floor(RUNS / 2)] as number);
}
