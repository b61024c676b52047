/** Reads the YAML files of a catalog's folder, each by its shape. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse as parsePath } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type GroupFile, groupFile, type VersionsFile, versionsFile } from './file-shapes.ts';
import { type CatalogProblem, placeOf } from './problem.ts';

export const VERSIONS_FILE = 'versions.yaml';

export interface CatalogFiles {
  /** Undefined when the file is not there or is not as it should be. */
  readonly versions: VersionsFile | undefined;
  /** By the name of the file. */
  readonly groups: ReadonlyMap<string, GroupFile>;
  readonly problems: readonly CatalogProblem[];
}

export const groupOf = (file: string): string => parsePath(file).name;

/** @returns undefined when the folder has no such files, or is not there */
export function readFiles(folder: string): CatalogFiles | undefined {
  const all = existsSync(folder) ? readdirSync(folder).sort() : [];
  const names = all.filter((name) => name.endsWith('.yaml'));
  const misnamed = all.filter((name) => name.endsWith('.yml'));
  if (names.length + misnamed.length === 0) return undefined;
  const problems: CatalogProblem[] = misnamed.map((file) => ({ file, at: '', message: 'should end in .yaml' }));
  const read = <S extends z.ZodType>(file: string, shape: S): z.output<S> | undefined => {
    const found = readYaml(join(folder, file), shape);
    if ('value' in found) return found.value;
    problems.push(...found.problems.map((problem) => ({ file, ...problem })));
    return undefined;
  };
  const groups = new Map<string, GroupFile>();
  for (const name of names) {
    const group = name === VERSIONS_FILE ? undefined : read(name, groupFile);
    if (group) groups.set(name, group);
  }
  if (!names.includes(VERSIONS_FILE)) {
    const message = 'is missing; it lists the API versions, the oldest with no changes';
    problems.push({ file: VERSIONS_FILE, at: '', message });
    return { versions: undefined, groups, problems };
  }
  return { versions: read(VERSIONS_FILE, versionsFile), groups, problems };
}

type Read<T> = { readonly value: T } | { readonly problems: readonly Omit<CatalogProblem, 'file'>[] };

function readYaml<S extends z.ZodType>(path: string, shape: S): Read<z.output<S>> {
  let yaml: unknown;
  try {
    // `<<` stands in for the fields of another mapping. The files are our own: aliases may be as many as they like.
    yaml = parse(readFileSync(path, 'utf8'), { merge: true, maxAliasCount: -1 }) ?? {};
  } catch (error) {
    return { problems: [{ at: '', message: (error as Error).message.trim() }] };
  }
  const parsed = shape.safeParse(yaml);
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.map((issue) => ({ at: placeOf(issue.path), message: messageOf(issue) })) };
}

/** A wrong key of a record is told by an issue within its issue. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
