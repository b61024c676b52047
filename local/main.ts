/** `npm start`: runs the platform on this machine until Ctrl-C. */
import { parseArgs } from 'node:util';
import { givenEndpoints } from './aws/services.ts';
import { attemptText } from './functions/log-lines.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';

const HELP = `Runs Waybill on this machine.

  npm start -- [options]

  --port N          port of the API on 127.0.0.1 (default: 4242)
  --data-dir DIR    folder for the data (default: in memory)
  --time-scale N    divides retry delays, so that with 3600 three days pass in 72 seconds (default: 1)
  --verbose         prints all log lines of the functions
  --help            shows this help

  AWS_ENDPOINT_URL  URL of another emulator (LocalStack, moto) for all AWS services, or for one
                    service with its name in the variable, such as AWS_ENDPOINT_URL_DYNAMODB`;

class UsageError extends Error {}

let stopping = false;

function wholeNumber(name: string, raw: string, min: number, max: number): number {
  const value = Number(raw);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new UsageError(`--${name} should be a whole number from ${min} to ${max}, got "${raw}".`);
  }
  return value;
}

function readOptions(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: '4242' },
        'data-dir': { type: 'string' },
        'time-scale': { type: 'string', default: '1' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      help: values.help,
      verbose: values.verbose,
      port: wholeNumber('port', values.port, 0, 65_535),
      timeScale: wholeNumber('time-scale', values['time-scale'], 1, 1_000_000),
      dataDir: values['data-dir'],
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const { help, verbose, dataDir, ...options } = readOptions(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  const platformOptions: PlatformOptions = {
    ...options,
    ...(dataDir ? { dataDir } : {}),
    aws: givenEndpoints(process.env),
    onAttempt: (line) => console.log(attemptText(line)),
    onError: (text) => console.error(`error: ${text}`),
    onRefusal: ({ message }) => console.error(`error: AWS would refuse this: ${message}`),
    onNotice: (text) => console.log(text),
    ...(verbose ? { onLog: (text: string) => console.error(text) } : {}),
  };
  console.log('Starting Waybill ...');
  const starting = startPlatform(platformOptions);
  stopOnSignal(starting);
  const platform = await starting;
  const { endpoints, keys, url } = platform;
  console.log(`
  workbench        ${url}/
  API              ${url}
  reference        ${url}/docs
  sandbox key      ${keys.sandbox}
  live key         ${keys.live}
  DynamoDB         ${endpoints.dynamodb}
  SQS              ${endpoints.sqs}
  EventBridge      ${endpoints.eventBridge}

Ready. Each delivery attempt is printed as one line. Press Ctrl-C to stop.
`);
  // Requests the page, so that it is built before it is opened in a browser. The platform reports a failed build.
  await fetch(url).catch(() => {});
}

/** Handles signals from the start, so that an interrupted start leaves nothing behind. A second signal ends the process. */
function stopOnSignal(starting: Promise<Platform>): void {
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log('\nStopping ...');
    const platform = await starting.catch(() => undefined);
    await platform?.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: Error) => {
  // The interruption also ends synthesis, which then fails.
  if (stopping) return;
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') console.error(`Port ${port} is in use. Choose another with --port.`);
  else console.error(error.message);
  process.exit(1);
});
