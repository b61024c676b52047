/** State of the small endpoints: one JSON file that is replaced atomically, so that a kill never leaves an incomplete one. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly pattern: string;
  /** Target id to SQS queue ARN. */
  readonly targets: Record<string, string>;
}

export interface AwsState {
  /** KMS key id to base64 of its material. */
  readonly keys: Record<string, string>;
  /** Secret ARN to value. */
  readonly secrets: Record<string, string>;
  readonly buses: string[];
  /** By bus and name. */
  readonly rules: Record<string, Rule>;
  /** Partner event source name to the account it is for. */
  readonly partnerSources: Record<string, string>;
}

export interface StateFile {
  readonly state: AwsState;
  /** Stores the state. Call it after each change, before the response. */
  readonly save: () => void;
}

const empty = (): AwsState => ({ keys: {}, secrets: {}, buses: ['default'], rules: {}, partnerSources: {} });

/** Loads the state. @param file to store it in. Without one, it is kept in memory */
export function openState(file?: string): StateFile {
  if (!file) return { state: empty(), save: () => {} };
  mkdirSync(dirname(file), { recursive: true });
  let state = empty();
  try {
    state = { ...state, ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  return { state, save };
}
