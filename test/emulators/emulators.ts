/** The emulators of other projects that a run uses: those that `main.ts` has installed, and the DynamoDB that the caller names. */
import type { AwsEndpoints } from '../../local/aws/emulators.ts';
import { givenEndpoints } from '../../local/aws/services.ts';
import { type Server, startServer } from './server.ts';

/** Variables with the paths of the programs. `main.ts` sets them. */
export const PROGRAMS = { moto: 'WAYBILL_MOTO_SERVER', Dynoxide: 'WAYBILL_DYNOXIDE' } as const;
export type Program = keyof typeof PROGRAMS;

/** Variable that is set when the tests of the platform as a whole run as well. */
export const WITH_E2E = 'WAYBILL_E2E';

/** The variable that names a DynamoDB, as the AWS SDKs and the local platform read it. */
export const GIVEN_DYNAMODB = 'AWS_ENDPOINT_URL_DYNAMODB';

export interface Emulator {
  readonly name: string;
  /** The variable that names its endpoint for the local platform: for all services, or for DynamoDB alone. */
  readonly variable: 'AWS_ENDPOINT_URL' | typeof GIVEN_DYNAMODB;
  /** Whether a conditional write is atomic while other requests run. */
  readonly isAtomic: boolean;
  /** Starts it without data. A DynamoDB that the caller named has to be empty. */
  readonly start: () => Promise<Server>;
}

export function emulatorsOf(env: NodeJS.ProcessEnv): readonly Emulator[] {
  const { [PROGRAMS.moto]: moto, [PROGRAMS.Dynoxide]: dynoxide, [GIVEN_DYNAMODB]: given } = env;
  return [
    ...(moto
      ? [
          {
            name: 'moto',
            variable: 'AWS_ENDPOINT_URL',
            isAtomic: false,
            start: () => startServer(moto, (port) => ['-H', '127.0.0.1', '-p', port]),
          } as const,
        ]
      : []),
    ...(dynoxide
      ? [
          {
            name: 'Dynoxide',
            variable: GIVEN_DYNAMODB,
            isAtomic: true,
            start: () => startServer(dynoxide, (port) => ['--host', '127.0.0.1', '--port', port]),
          } as const,
        ]
      : []),
    ...(given
      ? [
          {
            name: `the DynamoDB at ${given}`,
            variable: GIVEN_DYNAMODB,
            isAtomic: true,
            start: async () => ({ url: given, stop: async () => {} }),
          } as const,
        ]
      : []),
  ];
}

/** Returns the endpoints of a started emulator. */
export const endpointsOf = ({ variable }: Emulator, { url }: Server): Partial<AwsEndpoints> =>
  givenEndpoints({ [variable]: url });
