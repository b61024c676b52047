/**
 * Announces changes of the health of a destination: publishes an event about each, notifies the topic of the platform, and disables
 * a destination that failed for too long. The event is published before the state is stored. A run that ends in between is
 * repeated by the next one, whose event has the same id and is no second event.
 */
import { ulid } from 'ulid';
import type { DeliveryStore } from '../../delivery/ports.ts';
import { ConflictError } from '../../errors.ts';
import type { WaybillEvent } from '../../event/event.ts';
import { type PublishPorts, type PublishSettings, publishEvents } from '../../publish/publish.ts';
import type { Destination } from '../destination.ts';
import { disabledDestination } from '../rules.ts';
import { changeHealth, type HealthPorts } from './change-health.ts';
import { type FailingSettings, type HealthChange, healthAnnounced, healthChange } from './failing.ts';
import { type HealthEvent, healthEvent } from './health-event.ts';
import { lastErrorOf } from './last-error.ts';

/** The topic of the platform. */
export interface HealthTopic {
  /** Notifies its subscribers. @throws the error of the service */
  notify(event: WaybillEvent): Promise<void>;
}

export interface AnnouncePorts extends PublishPorts {
  readonly watchList: HealthPorts['watchList'];
  readonly deliveries: Pick<DeliveryStore, 'replace' | 'addWaiting' | 'get' | 'list' | 'waiting'>;
  /** Absent when the stage has no topic for health. */
  readonly healthTopic?: HealthTopic;
}

type AnnounceSettings = PublishSettings & FailingSettings;

/** Announcements of one run: a recovery, the warning of a new failure and its end. */
const MAX_CHANGES = 3;
/** Lost races after which a destination is not disabled. The next run announces the same change again, with the same event. */
const DISABLE_TRIES = 3;

/**
 * Announces what is new about a destination.
 * @param destination as it was just read, strongly consistent
 * @returns the destination as it is stored then; undefined when it was deleted
 * @throws UnavailableError when an event could not be published, and the errors of the store; the next run continues
 */
export async function announceHealth(
  destination: Destination,
  settings: AnnounceSettings,
  ports: AnnouncePorts,
): Promise<Destination | undefined> {
  let current: Destination | undefined = destination;
  for (let changes = 0; current && changes < MAX_CHANGES; changes++) {
    const change = healthChange(current, settings);
    if (!change) return current;
    const event = await publish(current, change, settings, ports);
    await ports.healthTopic?.notify(event).catch(ports.reportInternalError);
    current = await store(current, change, settings, ports);
  }
  return current;
}

async function publish(
  destination: Destination,
  change: HealthChange,
  settings: AnnounceSettings,
  ports: AnnouncePorts,
): Promise<WaybillEvent> {
  const { account, mode } = destination;
  const { now, random } = ports;
  const request = healthEvent(destination, change, await lastErrorOf(destination, ports.deliveries), settings);
  // An earlier run may have published it with other details, and ended before it stored the state.
  const earlier = await ports.events.getById(destination, request.id);
  const [result] = await publishEvents(
    [{ ...request, ...(earlier ? { data: earlier.data } : {}) } satisfies HealthEvent],
    // Health events are too rare to need more than one shard.
    { account, mode, platform: false, request: null, seed: ulid(now(), random), shards: 1, repeatable: false },
    settings,
    ports,
  );
  if (!result || 'error' in result) throw result?.error ?? new Error('the health event was not published');
  return result.event;
}

/** Stores that the change was announced. A destination that failed for too long is disabled first. */
async function store(
  destination: Destination,
  change: HealthChange,
  settings: FailingSettings,
  ports: AnnouncePorts,
): Promise<Destination | undefined> {
  const present = change.kind === 'disabled' ? await disable(destination, change, settings, ports) : destination;
  // A person may have enabled it again.
  const isOutdated = ({ status }: Destination) => change.kind === 'disabled' && status === 'enabled';
  const announced =
    present &&
    (await changeHealth(
      present,
      (health, current) => (isOutdated(current) ? undefined : healthAnnounced(health, change)),
      ports,
    ));
  // After too many lost races the destination is not deleted, and the next run announces the change again.
  return announced ?? ports.destinations.get(destination, destination.id);
}

/** Disables the destination, unless it has succeeded or was changed meanwhile. @returns the destination as it is then */
async function disable(
  destination: Destination,
  { since }: HealthChange,
  settings: FailingSettings,
  { destinations, now }: AnnouncePorts,
): Promise<Destination | undefined> {
  let current: Destination | undefined = destination;
  for (let tries = 0; current?.status === 'enabled' && tries < DISABLE_TRIES; tries++) {
    const pending = healthChange(current, settings);
    if (pending?.kind !== 'disabled' || pending.since !== since) return current;
    const disabled = disabledDestination(current, now(), 'failing');
    try {
      await destinations.replace(current, disabled);
      return disabled;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      current = await destinations.get(destination, destination.id);
    }
  }
  return current;
}
