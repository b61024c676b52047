/** `npm run deploy:check`: checks the template of every stage of cdk.json before it is deployed. */
import cdkJson from '../../cdk.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { readOptions } from '../command-line.ts';
import { type CheckResult, checkLimits, checkLint, checkRelease, checkReplacements } from './check.ts';
import { clearAccepted, readAccepted, readRelease, releasedStages, writeRelease } from './released.ts';
import { SynthesisError, withStage } from './synthesize.ts';

const HELP = `Checks the template of every stage of cdk.json: cdk-nag, cfn-lint, the limits of CloudFormation, and what an
update from the last release would replace. Exits with 1 when a check fails.

  npm run deploy:check
  npm run deploy:check -- --update   stores the templates as those of the release, in release/

  CFN_LINT   path of cfn-lint (default: cfn-lint)`;

const FOLDER = 'release';
const STAGES = Object.keys(cdkJson.context.waybill.stages);

async function update(): Promise<number> {
  for (const stage of STAGES) {
    await withStage(stage, async ({ text }) =>
      writeRelease(FOLDER, stage, { version: packageJson.version, template: JSON.parse(text) }),
    );
    console.log(`${FOLDER}/${stage}.json is the template of ${packageJson.version}.`);
  }
  clearAccepted(FOLDER);
  return 0;
}

async function check(): Promise<number> {
  const accepted = readAccepted(FOLDER);
  const replaced: string[] = [];
  const outcomes: CheckResult['outcome'][] = [];
  const show = (title: string, results: readonly CheckResult[]) => {
    outcomes.push(...results.map(({ outcome }) => outcome));
    console.log(`${title}\n${results.map(textOf).join('\n')}`);
  };
  for (const stage of STAGES) {
    try {
      const results = await withStage(stage, async (synthesized) => {
        const release = checkReplacements(synthesized.text, readRelease(FOLDER, stage), accepted);
        replaced.push(...release.replaced);
        const lint = await checkLint(process.env.CFN_LINT || 'cfn-lint', synthesized);
        return [NAG_PASSED, checkLimits(synthesized.text), release.result, lint];
      });
      show(stage, results);
    } catch (error) {
      if (!(error instanceof SynthesisError)) throw error;
      show(stage, [{ check: 'cdk-nag', outcome: 'failed', detail: error.message }]);
    }
  }
  const files = checkRelease(accepted, replaced, releasedStages(FOLDER), STAGES);
  if (files.length > 0) show(`${FOLDER}/`, files);
  return outcomes.includes('failed') ? 1 : 0;
}

/** Synthesis fails otherwise. */
const NAG_PASSED: CheckResult = { check: 'cdk-nag', outcome: 'passed', detail: 'no finding without a reason' };

function textOf({ check, outcome, detail }: CheckResult): string {
  const indent = `\n${' '.repeat(28)}`;
  return `  ${check.padEnd(13)}  ${outcome.padEnd(9)}  ${detail.replaceAll('\n', indent)}`;
}

const options = readOptions({ update: { type: 'boolean' } }, HELP);
if (options) process.exitCode = options.update ? await update() : await check();
