/** The page of the Workbench, its files, and a link into it. */
import { createClient } from '../../api-client/client.ts';
import { destinationPath } from '../../api-client/paths.ts';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import type { MetricsObject } from '../../lambdas/contract/metrics/metrics.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { NotTriedError, type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';
import type { Destination } from './destinations.ts';

const SESSIONS = '/v1/workbench_sessions';
/** A page of the Workbench beside its start page. */
const DEEP_LINK = '/destinations';

export async function workbenchLoads(
  { options: { apiUrl, workbench }, made }: RunContext,
  { own, persistent, account, isPlatform }: Connection,
): Promise<Passed<true>> {
  if (!workbench) throw new NotTriedError('--no-workbench is set.');
  const { origin } = apiUrl;
  const page = await text(`${origin}/`, 'text/html');
  if ((await text(`${origin}${DEEP_LINK}`, 'text/html')) !== page)
    throw new Error(`${DEEP_LINK} returns another page.`);
  const files = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file);
  for (const file of files) await text(`${origin}${file}`);
  if (!isPlatform) return passed(`the page and ${files.length} files`);

  const session = await own.post<{ id: string; url: string }>(SESSIONS, { account, expires_in: 60 });
  made.add(`link ${session.id}`, () => persistent.delete(`${SESSIONS}/${session.id}`));
  const { origin: linked, hash } = new URL(session.url);
  if (linked !== origin) throw new Error(`The link to the Workbench goes to ${linked} instead of ${origin}.`);
  const key = new URLSearchParams(hash.slice(1)).get('session') ?? '';
  const shown = await createClient({ base: origin, key }).get<CredentialObject>('/v1/credential');
  if (shown.account !== account) throw new Error(`The link shows ${shown.account} instead of ${account}.`);
  return passed(`the page, ${files.length} files, and a link for ${account}`);
}

/** @param type required beginning of the content type */
async function text(url: string, type = ''): Promise<string> {
  const response = await fetch(url);
  const body = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  if (response.ok && contentType.startsWith(type)) return body;
  const hint = type === '' ? '' : ' Use WorkbenchUrl as --api-url, or --no-workbench if the stage has none.';
  throw new Error(`${url} returned HTTP ${response.status}, ${contentType || 'no content type'}.${hint}`);
}

/** The charts of a destination in the Workbench show its attempts. */
export async function chartsHaveData(
  { limits }: RunContext,
  { api }: Connection,
  { id }: Destination,
  delivered: number,
): Promise<Passed<true>> {
  const read = async () => (await api.get<MetricsObject>(`${destinationPath(id)}/metrics`)).totals;
  const totals = await eventually(async () => {
    const now = await read();
    return now.delivered >= delivered ? now : undefined;
  }, limits);
  if (!totals)
    throw new Error(`The charts of ${id} show ${(await read()).delivered} successes instead of ${delivered}.`);
  return passed(
    `${totals.attempts} attempts, ${totals.delivered} delivered, half of them within ${totals.duration_ms.p50} ms`,
  );
}
