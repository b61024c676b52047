/** The destinations of a run: what their endpoints do, and what their owners do with them meanwhile. */
import { seededRandom, seedFor } from '../../model/world/random.ts';
import type { Behaviour, Endpoint, Endpoints } from './endpoints.ts';
import type { RetryingApi } from './retrying-api.ts';

export const NAMES = ['steady', 'flaky', 'down', 'edited', 'toggled', 'deleted'] as const;
export type Name = (typeof NAMES)[number];

export interface Destination {
  readonly name: Name;
  readonly id: string;
  readonly endpoint: Endpoint;
  /** Prefixes of the event types that it receives; all types when empty. */
  readonly prefixes: readonly string[];
}

export interface Owners {
  readonly destinations: Readonly<Record<Name, Destination>>;
  /** Whether the endpoint of `down` fails. */
  isDown: boolean;
  /** Changes the URL and the description, and rotates the signing secret. */
  edit(): Promise<void>;
  disable(): Promise<void>;
  enable(): Promise<void>;
  delete(): Promise<void>;
  /** Starts a recovery of the events that `toggled` missed while it was disabled. */
  recover(): Promise<void>;
}

const PATH = '/v2/core/event_destinations';
/** About a quarter of the payloads. */
const SOME = ['github.issues.', 'github.pull_request.', 'github.check_run.', 'github.check_suite.'];
/** Time for which a former secret stays valid, seconds: longer than a run. */
const ROTATION_SECONDS = 7_200;
/** Five former secrets may be valid at a time. A rotation whose response is lost is repeated, which makes another one. */
const MAX_ROTATIONS = 2;

export async function createDestinations(api: RetryingApi, endpoints: Endpoints, seed: number): Promise<Owners> {
  const owners = { isDown: false };
  const behaviours: Record<Name, Behaviour> = {
    steady: () => 200,
    flaky: (eventId, before) => flakiness(seed, eventId)[before] ?? 200,
    down: () => (owners.isDown ? 503 : 200),
    edited: () => 200,
    toggled: () => 200,
    deleted: () => 200,
  };
  const create = async (name: Name): Promise<Destination> => {
    const endpoint = endpoints.open(`/${name}`, behaviours[name]);
    const prefixes = name === 'steady' || name === 'flaky' ? [] : SOME;
    const { id, webhook_endpoint } = await api.call('POST', PATH, {
      name,
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: prefixes.length > 0 ? prefixes.map((prefix) => `${prefix}*`) : ['*'],
      webhook_endpoint: { url: endpoints.url + endpoint.path },
      include: ['webhook_endpoint.signing_secret'],
    });
    endpoint.secrets.add(webhook_endpoint.signing_secret);
    return { name, id, endpoint, prefixes };
  };
  const entries: [Name, Destination][] = [];
  for (const name of NAMES) entries.push([name, await create(name)]);
  const destinations = Object.fromEntries(entries) as Record<Name, Destination>;
  const pathOf = (name: Name) => `${PATH}/${destinations[name].id}`;
  const since = new Date(Date.now() - 60_000).toISOString();
  let edits = 0;
  return Object.assign(owners, {
    destinations,
    async edit() {
      edits += 1;
      await api.call('POST', pathOf('edited'), {
        description: `Edited ${edits} times`,
        webhook_endpoint: { url: `${endpoints.url}/edited/${edits}` },
      });
      if (edits > MAX_ROTATIONS) return;
      const rotated = await api.call('POST', `${pathOf('edited')}/roll_secret`, { expires_in: ROTATION_SECONDS });
      destinations.edited.endpoint.secrets.add(rotated.webhook_endpoint.signing_secret);
    },
    disable: () => api.call('POST', `${pathOf('toggled')}/disable`),
    enable: () => api.call('POST', `${pathOf('toggled')}/enable`),
    delete: () => api.call('DELETE', pathOf('deleted')),
    recover: () =>
      api.call('POST', `${pathOf('toggled')}/recover`, { since, statuses: ['failed', 'not_sent'], rate: 100 }),
  });
}

/** Returns the failures of the first attempts of an event. A fifth of the events has some. */
function flakiness(seed: number, eventId: string): ReturnType<Behaviour>[] {
  const random = seededRandom(seedFor(seed, 'flaky', eventId));
  if (random() >= 0.2) return [];
  return Array.from({ length: random() < 0.5 ? 1 : 2 }, () => (random() < 0.3 ? 'reset' : 503));
}
