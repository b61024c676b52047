/** Loads a catalog from a folder of YAML files. */
import type { ApiVersion, Catalog, EventTypeEntry, JsonSchema } from '../../lambdas/core/catalog/catalog.ts';
import type { FiledType, GroupFile, VersionsFile } from './file-shapes.ts';
import { CatalogError, type CatalogProblem, joinPath } from './problem.ts';
import { groupOf, readFiles, VERSIONS_FILE } from './read-files.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;
type Report = (file: string, path: readonly PropertyKey[], message: string) => void;

/**
 * Loads the catalog.
 * @param folder such as `catalog/` of this project
 * @returns undefined when the folder does not exist or has no YAML files
 * @throws CatalogError naming the file and the path of every problem
 */
export function loadCatalog(folder: string): Catalog | undefined {
  const files = readFiles(folder);
  if (!files) return undefined;
  const problems: CatalogProblem[] = [...files.problems];
  const report: Report = (file, path, message) => problems.push({ file, at: joinPath(path), message });
  const versions = files.versions ? versionsOf(files.versions, report) : [];
  // When a file is invalid, references to its content would be reported as well.
  if (problems.length > 0) throw new CatalogError(folder, problems);
  const types = typesOf(files.groups, new Set(versions.map((one) => one.version)), report);
  if (problems.length > 0) throw new CatalogError(folder, problems);
  return { versions, types };
}

function versionsOf({ default: named, versions }: VersionsFile, report: Report): ApiVersion[] {
  if (!versions.some(({ version }) => version === named)) {
    report(VERSIONS_FILE, ['default'], `should be one of the versions, not ${named}`);
  }
  versions.forEach(({ version, changes }, index) => {
    const before = versions[index + 1];
    const at = ['versions', version];
    if (before && before.version >= version) {
      report(
        VERSIONS_FILE,
        at,
        `should be newer than the next version, ${before.version}, because the newest version is first`,
      );
    }
    if (!before && changes.length > 0) report(VERSIONS_FILE, at, 'is the oldest version, so it should have no changes');
    const names = changes.map(({ name }) => name);
    for (const name of names.filter((one, index) => names.indexOf(one) !== index)) {
      report(VERSIONS_FILE, [...at, name], 'should be unique among the changes of this version');
    }
  });
  return versions.map((one) => (one.version === named ? { ...one, default: true } : one));
}

function typesOf(groups: ReadonlyMap<string, GroupFile>, versions: ReadonlySet<string>, report: Report) {
  const objects = new Map<string, { readonly file: string; readonly schemas: Schemas }>();
  const types = new Map<string, { readonly file: string; readonly entry: EventTypeEntry }>();
  const checkVersions = (file: string, path: readonly PropertyKey[], schemas: Schemas) => {
    for (const version of Object.keys(schemas).filter((one) => !versions.has(one))) {
      report(file, [...path, 'schemas', version], `should be one of the versions in ${VERSIONS_FILE}`);
    }
  };
  for (const [file, group] of groups) {
    for (const [name, { schemas }] of Object.entries(group.objects)) {
      checkVersions(file, ['objects', name], schemas);
      const other = objects.get(name);
      if (other) report(file, ['objects', name], `is also defined in ${other.file}`);
      objects.set(name, { file, schemas });
    }
  }
  for (const [file, group] of groups) {
    for (const [type, filed] of Object.entries(group.types)) {
      const path = ['types', type];
      if (filed.schemas) checkVersions(file, path, filed.schemas);
      const schemas = filed.schemas ?? objects.get(filed.object ?? '')?.schemas;
      if (!schemas) report(file, [...path, 'object'], `should be one of the objects in the files, not ${filed.object}`);
      const other = types.get(type);
      if (other) report(file, path, `is also defined in ${other.file}`);
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
