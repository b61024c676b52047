/** Templates of the last release, one file for each stage, and the replacements that the next release accepts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { normalized, type StackTemplate } from './template.ts';

const ACCEPTED_FILE = 'accepted.json';

export interface Release {
  readonly version: string;
  readonly template: StackTemplate;
}

/** Replacements by logical id, each with the reason. */
export type Accepted = Readonly<Record<string, string>>;

/** A reason explains what happens with the data. */
const acceptedSchema = z.record(z.string(), z.string().min(20, 'should say why, and what happens with the data'));

/** Returns the release of a stage; undefined when the stage was not part of it. */
export function readRelease(folder: string, stage: string): Release | undefined {
  const file = join(folder, `${stage}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Stores the template of a stage as that of the release. */
export function writeRelease(folder: string, stage: string, { version, template }: Release): void {
  mkdirSync(folder, { recursive: true });
  const release: Release = { version, template: normalized(template) };
  writeFileSync(join(folder, `${stage}.json`), `${JSON.stringify(release, null, 1)}\n`);
}

/** @throws ZodError when an entry has no reason */
export function readAccepted(folder: string): Accepted {
  const file = join(folder, ACCEPTED_FILE);
  return existsSync(file) ? acceptedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/** The next release accepts nothing until someone decides so. */
export const clearAccepted = (folder: string): void => writeFileSync(join(folder, ACCEPTED_FILE), '{}\n');

/** Returns the stages of the release. */
export const releasedStages = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json') && file !== ACCEPTED_FILE)
        .map((file) => basename(file, '.json'))
    : [];
