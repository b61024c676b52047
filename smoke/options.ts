/** The options of `npm run smoke`. */
import { parseArgs } from 'node:util';

export const HELP = `Checks a deployment of Waybill end to end, in less than three minutes.

  npm run smoke -- --api-url URL --key KEY [options]

  --api-url URL        address of the deployment: output WorkbenchUrl, or ApiUrl of a stage without the Workbench
  --key KEY            API key, sk_… Use the live key of the platform: in sandbox mode the first retry is after ten
                       minutes, which is not waited for. Default: the variable WAYBILL_API_KEY
  --event-type TYPE    event type of the catalog to publish, with its example, if the stage accepts no others
  --receiver-url URL   an endpoint of yours that responds to every POST with 200. By default the smoke test makes one:
                       for a deployment a Lambda function, with your AWS credentials
  --stage NAME         stage of the deployment, for its CloudWatch metrics (default: dev)
  --no-workbench       the stage has no Workbench
  --no-dashboard       the AWS credentials are not of the AWS account of the deployment
  --wait SECONDS       longest wait for one result, 1 to 120 (default: 60)
  --help               shows this help

The AWS credentials are those of the AWS CLI: AWS_PROFILE, AWS_REGION, … Without them, the steps that need them are not tried.`;

export class UsageError extends Error {}

export interface SmokeOptions {
  readonly apiUrl: URL;
  readonly key: string;
  readonly eventType: string | undefined;
  readonly receiverUrl: URL | undefined;
  readonly stage: string;
  readonly workbench: boolean;
  readonly dashboard: boolean;
  readonly waitMs: number;
}

/** @throws UsageError */
export function readOptions(argv: string[], env: Readonly<Record<string, string | undefined>>): SmokeOptions | 'help' {
  const values = parsed(argv);
  if (values.help) return 'help';
  const key = values.key ?? env.WAYBILL_API_KEY;
  if (!key) throw new UsageError('--key is required.');
  const receiverUrl = values['receiver-url'];
  return {
    apiUrl: webAddress('--api-url', values['api-url'] ?? ''),
    key,
    eventType: values['event-type'],
    receiverUrl: receiverUrl === undefined ? undefined : webAddress('--receiver-url', receiverUrl),
    stage: values.stage,
    workbench: !values['no-workbench'],
    dashboard: !values['no-dashboard'],
    waitMs: 1000 * seconds('--wait', values.wait, 1, 120),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'api-url': { type: 'string' },
        key: { type: 'string' },
        'event-type': { type: 'string' },
        'receiver-url': { type: 'string' },
        stage: { type: 'string', default: 'dev' },
        'no-workbench': { type: 'boolean', default: false },
        'no-dashboard': { type: 'boolean', default: false },
        wait: { type: 'string', default: '60' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function webAddress(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${option} should be an address such as https://waybill.example.com, got "${text}".`);
}

function seconds(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} should be a number from ${min} to ${max}, got "${text}".`);
}

/** Whether an address is on this machine, as that of `npm start` is. */
export const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
