/** Reads and changes the API versions of a mode. Every key can read them, only the platform can change them. */
import type * as z from 'zod';
import type { createApiVersionSchema, listApiVersionsSchema } from '../../contract/catalog/catalog.ts';
import type { ApiVersion, Downgrade } from '../../core/catalog/catalog.ts';
import { checkVersionOrder } from '../../core/catalog/rules.ts';
import { InvalidFieldsError, invalidField, NotFoundError } from '../../core/errors.ts';
import type { Page } from '../../core/page.ts';
import { checkExpression } from '../../core/rendering/expression.ts';
import type { DowngradeFunctions } from '../../core/rendering/render-data.ts';
import type { Mode } from '../../core/tenant.ts';
import type { ApiContext } from '../context.ts';
import { pageOfAll } from '../page-of-all.ts';

/** Lists versions, newest first. */
export async function listApiVersions(
  { ports }: ApiContext,
  mode: Mode,
  query: z.output<typeof listApiVersionsSchema>,
): Promise<Page<ApiVersion> & { readonly all: readonly ApiVersion[] }> {
  const all = await ports.catalog.versions(mode);
  return { ...pageOfAll(all, query, { idOf: ({ version }) => version, noun: 'API version' }), all };
}

/** @throws NotFoundError */
export async function findApiVersion({ ports }: ApiContext, mode: Mode, name: string) {
  const all = await ports.catalog.versions(mode);
  const found = all.find(({ version }) => version === name);
  if (!found) throw new NotFoundError(`No such API version: '${name}'.`, { param: 'version' });
  return { found, all };
}

/** Creates a version, or replaces the newest. @throws InvalidFieldsError when it is older than the newest, or a downgrade is invalid */
export async function putApiVersion(
  { ports }: ApiContext,
  mode: Mode,
  body: z.output<typeof createApiVersionSchema>,
): Promise<{ readonly put: ApiVersion; readonly all: readonly ApiVersion[] }> {
  const before = await ports.catalog.versions(mode);
  checkVersionOrder(before, body.version);
  const put: ApiVersion = {
    version: body.version,
    ...(body.default ? { default: true } : {}),
    changes: (body.changes ?? []).map(({ downgrade, ...change }) => ({ ...change, downgrade: downgradeOf(downgrade) })),
  };
  await checkDowngrades(put, ports.downgrades);
  // The new default is written first. Of two defaults the newer one is used, so there is always one.
  await ports.catalog.putVersion(mode, put);
  const others = before.filter(({ version }) => version !== put.version);
  const former = put.default ? others.filter((one) => one.default) : [];
  for (const { default: _default, ...one } of former) await ports.catalog.putVersion(mode, one);
  return { put, all: [put, ...others.map((one) => (put.default ? { ...one, default: false } : one))] };
}

/** Deletes a version. @throws NotFoundError, InvalidFieldsError when it is not the newest */
export async function deleteApiVersion(context: ApiContext, mode: Mode, name: string): Promise<void> {
  const { all } = await findApiVersion(context, mode, name);
  if (all[0]?.version !== name)
    throw invalidField('version', `should be ${all[0]?.version}, because only the newest version can be deleted.`);
  await context.ports.catalog.deleteVersion(mode, name);
}

/** Checks the downgrades. @throws InvalidFieldsError naming the change */
async function checkDowngrades({ changes }: ApiVersion, functions: DowngradeFunctions): Promise<void> {
  for (const [index, { downgrade }] of changes.entries()) {
    const param = `changes[${index}].downgrade`;
    if ('jsonata' in downgrade) {
      await checkExpression(downgrade.jsonata).catch((error: Error) => {
        throw error instanceof InvalidFieldsError ? invalidField(`${param}.jsonata`, error.message) : error;
      });
    } else if (!Object.hasOwn(functions, downgrade.function)) {
      const known = Object.keys(functions).join(', ') || 'none';
      throw invalidField(`${param}.function`, `should be a function that was deployed with the platform: ${known}.`);
    }
  }
}

const downgradeOf = (given: { jsonata?: string | undefined; function?: string | undefined }): Downgrade =>
  given.function === undefined ? { jsonata: given.jsonata ?? '' } : { function: given.function };
