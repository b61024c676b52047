/** Installs a Python package into a virtual environment of its own. */
import { join } from 'node:path';
import { failureOf } from './tool.ts';

export const PYTHON_NEEDS = 'Python 3.10 or later with its venv module, and PyPI';

/** @param requirement `moto[server]==5.2.5`. @returns undefined when it succeeded; otherwise why it failed */
export async function pipInstall(folder: string, requirement: string): Promise<string | undefined> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
  return (await failureOf('python3', ['-m', 'venv', folder])) ?? failureOf(join(folder, 'bin', 'python3'), pip);
}
