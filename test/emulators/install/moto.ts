/** moto, a Python library that emulates all services: https://docs.getmoto.org */
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import { failureOf } from './tool.ts';

const VERSION = '5.2.5';

export const MOTO: Installation = {
  name: 'moto',
  version: VERSION,
  needs: 'Python 3.10 or later with its venv module, and PyPI',
  program: 'bin/moto_server',
  async install(folder) {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `moto[server]==${VERSION}`];
    return (await failureOf('python3', ['-m', 'venv', folder])) ?? failureOf(join(folder, 'bin', 'python3'), pip);
  },
};
