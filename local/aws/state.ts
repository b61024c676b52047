/** What the small endpoints remember: one JSON file, replaced whole, so that a kill at any moment leaves a whole one. */
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
  /** To be called after each change, before it is answered for. */
  readonly save: () => void;
}

const empty = (): AwsState => ({ keys: {}, secrets: {}, buses: ['default'], rules: {}, partnerSources: {} });

/** @param file where to keep it; in memory only when left out */
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
