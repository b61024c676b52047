/** What the steps of a run share. */
import type { Client } from '../api-client/client.ts';
import type { AwsAccess, NoAccess } from './aws/access.ts';
import type { Made } from './made.ts';
import type { SmokeOptions } from './options.ts';
import type { Limits } from './waiting.ts';

export interface RunContext {
  /** Distinct for each run. Part of the names of everything that it makes. */
  readonly id: string;
  readonly options: SmokeOptions;
  readonly limits: Limits;
  readonly made: Made;
  readonly access: AwsAccess | NoAccess;
}

/** Metadata key of destinations. Its value is the id of the run. */
export const RUN_METADATA = 'waybill_smoke';

/** What the first step learns about the deployment. */
export interface Connection {
  /** Acts for the account in which the run makes everything. */
  readonly api: Client;
  /** Acts for the account of the key. */
  readonly own: Client;
  /** Repeats calls, for the clean-up. */
  readonly persistent: Client;
  readonly account: string;
  readonly isPlatform: boolean;
  readonly livemode: boolean;
}
