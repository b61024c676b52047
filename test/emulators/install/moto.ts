/** moto, a Python library that emulates all services: https://docs.getmoto.org */
import type { Installation } from './installation.ts';
import { PYTHON_NEEDS, pipInstall } from './python.ts';

const VERSION = '5.2.5';

export const MOTO: Installation = {
  name: 'moto',
  version: VERSION,
  needs: PYTHON_NEEDS,
  program: 'bin/moto_server',
  install: (folder) => pipInstall(folder, `moto[server]==${VERSION}`),
};
