/** Dynoxide, an emulator of DynamoDB in Rust that is tested against DynamoDB itself: https://github.com/nubo-db/dynoxide */
import type { Installation } from './installation.ts';
import { failureOf } from './tool.ts';

const VERSION = '3.2.0';

export const DYNOXIDE: Installation = {
  name: 'Dynoxide',
  version: VERSION,
  needs: 'Rust 1.88 or later with cargo, a C compiler, and crates.io',
  program: 'bin/dynoxide',
  install: (folder) =>
    failureOf('cargo', [
      ...['install', 'dynoxide-rs', '--version', VERSION, '--locked', '--root', folder],
      // Without the parts that are not needed here, and without the optimization of a release, the build takes half as long.
      ...['--debug', '--no-default-features', '--features', 'native-sqlite,http-server,cli'],
    ]),
};
