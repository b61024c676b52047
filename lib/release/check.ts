/** The checks of a template before it is deployed. */
import { CFN_LINT_VERSION, lintTemplate } from './cfn-lint.ts';
import { type Measure, measures } from './limits.ts';
import type { Accepted, Release } from './released.ts';
import { harmfulChanges } from './replacements.ts';
import type { Synthesized } from './synthesize.ts';

export interface CheckResult {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'not tried';
  /** One finding for each line. */
  readonly detail: string;
}

/** Share of a limit from which it is shown, because the next change may exceed it. */
const NEAR = 0.8;

const share = ({ value, limit }: Measure): number => value / limit;
const shown = ({ what, value, limit }: Measure): string =>
  `${value.toLocaleString('en')} of ${limit.toLocaleString('en')} ${what}`;

export function checkLimits(text: string): CheckResult {
  const all = measures(text);
  const exceeded = all.filter(({ value, limit }) => value > limit);
  if (exceeded.length > 0) return { check: 'limits', outcome: 'failed', detail: exceeded.map(shown).join('\n') };
  const near = all.filter((measure) => share(measure) >= NEAR);
  const [nearest] = all.toSorted((a, b) => share(b) - share(a));
  const listed = near.length > 0 ? near : nearest ? [nearest] : [];
  return { check: 'limits', outcome: 'passed', detail: `nearest: ${listed.map(shown).join('; ')}` };
}

/** Returns the result, and the logical ids of what is replaced or removed, accepted or not. */
export function checkReplacements(
  text: string,
  release: Release | undefined,
  accepted: Accepted,
): { readonly result: CheckResult; readonly replaced: readonly string[] } {
  const check = 'last release';
  if (!release) {
    const detail = 'The stage is not part of the last release.';
    return { result: { check, outcome: 'not tried', detail }, replaced: [] };
  }
  const changes = harmfulChanges(release.template, JSON.parse(text));
  const replaced = [...new Set(changes.map(({ logicalId }) => logicalId))];
  const refused = changes.filter(({ logicalId }) => !(logicalId in accepted));
  if (refused.length > 0) {
    const detail = refused.map(({ message }) => `${message}.`).join('\n');
    return { result: { check, outcome: 'failed', detail }, replaced };
  }
  const permitted = replaced.length > 0 ? `, except what is accepted: ${replaced.join(', ')}` : '';
  const detail = `an update from ${release.version} keeps what has data or an address${permitted}`;
  return { result: { check, outcome: 'passed', detail }, replaced };
}

export async function checkLint(command: string, { file }: Pick<Synthesized, 'file'>): Promise<CheckResult> {
  const check = 'cfn-lint';
  const result = await lintTemplate(command, file);
  if (result.kind === 'clean') return { check, outcome: 'passed', detail: 'no finding' };
  if (result.kind === 'findings') return { check, outcome: 'failed', detail: result.text };
  const detail = `${result.reason} Install it with pip install cfn-lint==${CFN_LINT_VERSION}, or run npm run test:deploy, which does so.`;
  return { check, outcome: 'not tried', detail };
}

/**
 * Checks the files of the release as a whole.
 * @param replaced logical ids that are replaced in any stage
 * @param stages of cdk.json
 */
export function checkRelease(
  accepted: Accepted,
  replaced: readonly string[],
  released: readonly string[],
  stages: readonly string[],
): CheckResult[] {
  const unused = Object.keys(accepted).filter((id) => !replaced.includes(id));
  const gone = released.filter((stage) => !stages.includes(stage));
  return [
    ...unused.map((id) => `accepted.json: no stage replaces ${id}. Remove the entry.`),
    ...gone.map(
      (stage) => `${stage}.json: cdk.json has no stage ${stage}. Delete the file if its stack does not exist.`,
    ),
  ].map((detail) => ({ check: 'release files', outcome: 'failed', detail }));
}
