/** Runs cfn-lint, the linter of AWS for templates, where it is installed: https://github.com/aws-cloudformation/cfn-lint */
import { execFile } from 'node:child_process';

/** The version that `npm run test:deploy` installs. */
export const CFN_LINT_VERSION = '1.58.0';

/** W3005 finds dependencies that a reference implies. The CDK writes both on purpose. */
const IGNORED = ['W3005'];
/** Regions that differ in what they offer. */
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];

export type LintResult =
  | { readonly kind: 'clean' }
  | { readonly kind: 'findings'; readonly text: string }
  | { readonly kind: 'not installed' };

/** @param command the program, as a path or a name. @param file of the template */
export const lintTemplate = (command: string, file: string): Promise<LintResult> =>
  new Promise((resolve, reject) => {
    const args = ['--template', file, '--ignore-checks', ...IGNORED, '--regions', ...REGIONS];
    execFile(command, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve({ kind: 'clean' });
      if (error.code === 'ENOENT') return resolve({ kind: 'not installed' });
      if (typeof error.code !== 'number') return reject(error);
      resolve({ kind: 'findings', text: `${stdout}${stderr}`.trim() });
    });
  });
