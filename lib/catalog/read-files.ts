/** Reads the YAML files of a catalog and checks each against its schema. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse as parsePath } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { problemsOf } from '../../lambdas/contract/parse.ts';
import { type GroupFile, groupFile, type VersionsFile, versionsFile } from './file-shapes.ts';
import { type CatalogProblem, joinPath } from './problem.ts';

export const VERSIONS_FILE = 'versions.yaml';

export interface CatalogFiles {
  /** Undefined when the file is missing or invalid. */
  readonly versions: VersionsFile | undefined;
  /** By file name. */
  readonly groups: ReadonlyMap<string, GroupFile>;
  readonly problems: readonly CatalogProblem[];
}

export const groupOf = (file: string): string => parsePath(file).name;

/** Reads the files. @returns undefined when the folder does not exist or has no YAML files */
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
    // `<<` includes the fields of another mapping. The number of aliases is not limited, because the files are trusted.
    yaml = parse(readFileSync(path, 'utf8'), { merge: true, maxAliasCount: -1 }) ?? {};
  } catch (error) {
    return { problems: [{ at: '', message: (error as Error).message.trim() }] };
  }
  const parsed = shape.safeParse(yaml, { reportInput: true });
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.flatMap(problemsIn) };
}

/** Returns the problems of an issue. The issues of an invalid key of a record are nested, and its path ends with the key. */
function problemsIn(issue: z.core.$ZodIssue): Omit<CatalogProblem, 'file'>[] {
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => problemsIn({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return problemsOf(issue, 'is not a field of the catalog').map(({ path, text }) => ({
    at: joinPath(path),
    message: text.replace(/\.$/, ''),
  }));
}
