/** Runs cfn-lint, the linter of AWS for templates, where it is installed: https://github.com/aws-cloudformation/cfn-lint */
import { execFile } from 'node:child_process';

/** The version that `npm run test:deploy` installs. An older one does not know the newest properties, and refuses them. */
export const CFN_LINT_VERSION = '1.58.0';

/** W3005 finds dependencies that a reference implies. The CDK writes both on purpose. */
const IGNORED = ['W3005'];
/** Regions that differ in what they offer. */
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];

export type LintResult =
  | { readonly kind: 'clean' }
  | { readonly kind: 'findings'; readonly text: string }
  | { readonly kind: 'not usable'; readonly reason: string };

/** @param command the program, as a path or a name. @param file of the template */
export async function lintTemplate(command: string, file: string): Promise<LintResult> {
  const version = await run(command, ['--version']);
  if (version === undefined) return { kind: 'not usable', reason: 'It is not installed.' };
  const [found = ''] = /\d+(?:\.\d+)+/.exec(version.text) ?? [];
  if (isOlder(found, CFN_LINT_VERSION)) {
    return { kind: 'not usable', reason: `Version ${found} does not know the newest properties.` };
  }
  const args = ['--template', file, '--ignore-checks', ...IGNORED, '--regions', ...REGIONS];
  const { code, text } = (await run(command, args)) as Run;
  return code === 0 ? { kind: 'clean' } : { kind: 'findings', text };
}

interface Run {
  readonly code: number;
  readonly text: string;
}

/** Returns undefined when there is no such program. */
const run = (command: string, args: readonly string[]): Promise<Run | undefined> =>
  new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, text: `${stdout}${stderr}`.trim() });
      else if (code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
  });

/** Compares versions number by number. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [mine, other] = [numbers(version), numbers(than)];
  const at = other.findIndex((number, index) => (mine[index] ?? 0) !== number);
  return at >= 0 && (mine[at] ?? 0) < (other[at] ?? 0);
}
