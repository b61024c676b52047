/** Checks a catalog whose files are well-formed. */
import { checkSchema } from '../../lambdas/adapters/catalog/schema-check.ts';
import {
  type Catalog,
  type Downgrade,
  type EventTypeEntry,
  type JsonSchema,
  schemaIn,
} from '../../lambdas/core/catalog/catalog.ts';
import { problemText } from '../../lambdas/core/catalog/rules.ts';
import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { JsonObject } from '../../lambdas/core/event/event.ts';
import { checkExpression } from '../../lambdas/core/rendering/expression.ts';
import { type DowngradeFunctions, renderData } from '../../lambdas/core/rendering/render-data.ts';
import { type CatalogProblem, joinPath } from './problem.ts';
import { VERSIONS_FILE } from './read-files.ts';
import { schemaProblem } from './schema-validity.ts';

/**
 * Checks that schemas are valid JSON Schema, that changes name existing types and usable downgrades, and that the example of each
 * type matches its schema in every version, rendered like a delivery.
 */
export async function checkCatalog(catalog: Catalog, functions: DowngradeFunctions): Promise<CatalogProblem[]> {
  const schemas = schemaProblems(catalog);
  const changes = await changeProblems(catalog, functions);
  // After an invalid schema or downgrade, the examples would only repeat the problem.
  if (schemas.length + changes.length > 0) return [...schemas, ...changes];
  const examples = await Promise.all(catalog.types.map((entry) => exampleProblem(entry, catalog, functions)));
  return examples.filter((problem) => problem !== undefined);
}

const fileOf = ({ group }: EventTypeEntry): string => `${group}.yaml`;

/** Types of the same object share its schemas, so that each schema is reported once. */
function schemaProblems({ types }: Catalog): CatalogProblem[] {
  const problems = new Map<string, CatalogProblem>();
  for (const entry of types) {
    for (const [version, schema] of Object.entries(entry.schemas)) {
      const key = JSON.stringify(schema);
      const problem = problems.has(key) ? undefined : schemaProblem(schema);
      if (!problem) continue;
      const at = joinPath(['types', entry.type, 'schemas', version]);
      problems.set(key, { file: fileOf(entry), at, message: `is not valid JSON Schema 2020-12: ${problem}` });
    }
  }
  return [...problems.values()];
}

async function changeProblems({ versions, types }: Catalog, functions: DowngradeFunctions): Promise<CatalogProblem[]> {
  const problems: CatalogProblem[] = [];
  for (const { version, changes } of versions) {
    for (const { name, types: patterns, downgrade } of changes) {
      const report = (part: string, message: string) =>
        problems.push({ file: VERSIONS_FILE, at: joinPath(['versions', version, name, part]), message });
      for (const pattern of patterns) {
        if (!types.some(({ type }) => matchesType([pattern], type))) {
          report('types', `${pattern} matches no event type of the catalog`);
        }
      }
      const problem = await problemOf(downgrade, functions);
      if (problem !== undefined) report('downgrade', problem);
    }
  }
  return problems;
}

async function problemOf(downgrade: Downgrade, functions: DowngradeFunctions): Promise<string | undefined> {
  if ('function' in downgrade) {
    const { function: name } = downgrade;
    const known = Object.hasOwn(functions, name) && typeof functions[name] === 'function';
    return known ? undefined : `functions.ts does not export a function ${name}`;
  }
  return checkExpression(downgrade.jsonata).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Returns the first problem, because later ones can follow from it. */
async function exampleProblem(
  entry: EventTypeEntry,
  { versions }: Catalog,
  functions: DowngradeFunctions,
): Promise<CatalogProblem | undefined> {
  const newest = versions[0]?.version ?? '';
  const event = { type: entry.type, apiVersion: newest, data: { object: entry.example } };
  for (const { version } of versions) {
    const schema = schemaIn(entry, version);
    // The type was added later, so that it is not sent in this version.
    if (schema === undefined) return undefined;
    const problem = await renderData(event, version, versions, functions).then(
      ({ data }) => misfitOf(schema, data.object),
      (error: Error) => `cannot be rendered: ${error.message}`,
    );
    const at = joinPath(['types', entry.type, 'example', `in ${version}`]);
    if (problem !== undefined) return { file: fileOf(entry), at, message: problem };
  }
  return undefined;
}

function misfitOf(schema: JsonSchema, example: JsonObject): string | undefined {
  const misfits = checkSchema(schema, example);
  return misfits.length === 0 ? undefined : `does not match the schema: ${problemText(misfits)}`;
}
