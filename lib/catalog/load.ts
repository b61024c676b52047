/** The catalog that a folder of YAML files describes. */
import type { ApiVersion, Catalog, EventTypeEntry, JsonSchema } from '../../lambdas/core/catalog/catalog.ts';
import type { FiledType, GroupFile, VersionsFile } from './file-shapes.ts';
import { CatalogError, type CatalogProblem, placeOf } from './problem.ts';
import { groupOf, readFiles, VERSIONS_FILE } from './read-files.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;
type Report = (file: string, path: readonly PropertyKey[], message: string) => void;

/**
 * @param folder `catalog/` of this project
 * @returns undefined when the folder has no YAML files, or is not there
 * @throws CatalogError naming the file and place of everything that is not as it should be
 */
export function loadCatalog(folder: string): Catalog | undefined {
  const files = readFiles(folder);
  if (!files) return undefined;
  const problems: CatalogProblem[] = [...files.problems];
  const report: Report = (file, path, message) => problems.push({ file, at: placeOf(path), message });
  const versions = files.versions ? versionsOf(files.versions, report) : [];
  // With a file missing, whatever is in it would be missed a second time.
  if (problems.length > 0) throw new CatalogError(folder, problems);
  const types = typesOf(files.groups, new Set(versions.map((one) => one.version)), report);
  if (problems.length > 0) throw new CatalogError(folder, problems);
  return { versions, types };
}

function versionsOf({ default: named, versions }: VersionsFile, report: Report): ApiVersion[] {
  if (!versions.some(({ version }) => version === named)) {
    report(VERSIONS_FILE, ['default'], `names ${named}, which is not one of the versions`);
  }
  versions.forEach(({ version, changes }, index) => {
    const before = versions[index + 1];
    const at = ['versions', version];
    if (before && before.version >= version) {
      report(VERSIONS_FILE, at, `should be newer than the one after it, ${before.version}: the newest comes first`);
    }
    if (!before && changes.length > 0) report(VERSIONS_FILE, at, 'is the oldest, so nothing can have changed in it');
    const names = changes.map(({ name }) => name);
    for (const name of names.filter((one, place) => names.indexOf(one) !== place)) {
      report(VERSIONS_FILE, [...at, name], 'is the name of another change of this version as well');
    }
  });
  return versions.map((one) => (one.version === named ? { ...one, default: true } : one));
}

function typesOf(groups: ReadonlyMap<string, GroupFile>, versions: ReadonlySet<string>, report: Report) {
  const objects = new Map<string, { readonly file: string; readonly schemas: Schemas }>();
  const types = new Map<string, { readonly file: string; readonly entry: EventTypeEntry }>();
  const checkVersions = (file: string, path: readonly PropertyKey[], schemas: Schemas) => {
    for (const version of Object.keys(schemas).filter((one) => !versions.has(one))) {
      report(file, [...path, 'schemas', version], `is not one of the versions of ${VERSIONS_FILE}`);
    }
  };
  for (const [file, group] of groups) {
    for (const [name, { schemas }] of Object.entries(group.objects)) {
      checkVersions(file, ['objects', name], schemas);
      const other = objects.get(name);
      if (other) report(file, ['objects', name], `is in ${other.file} as well`);
      objects.set(name, { file, schemas });
    }
  }
  for (const [file, group] of groups) {
    for (const [type, filed] of Object.entries(group.types)) {
      const path = ['types', type];
      if (filed.schemas) checkVersions(file, path, filed.schemas);
      const schemas = filed.schemas ?? objects.get(filed.object ?? '')?.schemas;
      if (!schemas) report(file, [...path, 'object'], `there is no object ${filed.object} in the files' objects`);
      const other = types.get(type);
      if (other) report(file, path, `is in ${other.file} as well`);
      types.set(type, { file, entry: entryOf(type, groupOf(file), filed, schemas ?? {}) });
    }
  }
  return [...types.values()].map(({ entry }) => entry).sort((a, b) => (a.type < b.type ? -1 : 1));
}

function entryOf(type: string, group: string, filed: FiledType, schemas: Schemas): EventTypeEntry {
  const { description, thin, check, example } = filed;
  const relatedObjectType = filed.related_object ?? filed.object;
  return {
    type,
    group,
    description,
    ...(relatedObjectType === undefined ? {} : { relatedObjectType }),
    thin,
    ...(check === undefined ? {} : { check }),
    schemas,
    example,
  };
}
