/** Writes the template of a stage with the program that a deployment runs, in a process of its own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Synthesized {
  /** The template, as it is uploaded. */
  readonly text: string;
  /** Path of the template. */
  readonly file: string;
}

/** Thrown when there is no template: a setting is wrong, or rules of cdk-nag or of the CDK are broken. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/** Runs `use` with the template of a stage, and deletes its files afterwards. @throws SynthesisError */
export async function withStage<T>(stage: string, use: (synthesized: Synthesized) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stage-'));
  try {
    await runProgram(stage, folder);
    const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.template.json'));
    const file = join(folder, name);
    return await use({ file, text: readFileSync(file, 'utf8') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runProgram(stage: string, folder: string): Promise<void> {
  // The assets are not copied to the folder: they are 20 MB for each stage.
  const context = { stage, 'aws:cdk:disable-asset-staging': true };
  const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) };
  try {
    await promisify(execFile)(process.execPath, ['bin/waybill.ts'], { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const found = violationsIn(folder);
    const text = found.length > 0 ? found.join('\n') : (cause as { readonly stderr: string }).stderr.trim();
    throw new SynthesisError(text, { cause });
  }
}

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

/** Returns the broken rules of the report that the CDK writes, as `rule at construct: description`. */
export function violationsIn(folder: string): string[] {
  const file = join(folder, 'validation-report.json');
  if (!existsSync(file)) return [];
  const { pluginReports }: ValidationReport = JSON.parse(readFileSync(file, 'utf8'));
  return pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}: ${description}`),
    ),
  );
}
