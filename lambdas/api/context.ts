/** What the routes of the control API work with. */
import type { PartnerSources } from '../adapters/eventbridge-targets.ts';
import type { DestinationSettings } from '../core/destination-settings.ts';
import type { Clock, DeliveryStore, DestinationStore, EventStore, Random, SecretBox } from '../core/ports.ts';
import type { PublishPorts, PublishSettings } from '../core/publish.ts';

export interface ApiPorts extends PublishPorts {
  readonly events: EventStore;
  readonly destinations: DestinationStore;
  readonly deliveries: DeliveryStore;
  readonly secrets: SecretBox;
  readonly partnerSources: PartnerSources;
  /** Cryptographic: signing secrets are made of it. */
  readonly randomBytes: (count: number) => Buffer;
  readonly now: Clock;
  readonly random: Random;
}

export interface ApiSettings extends DestinationSettings, PublishSettings {
  readonly platformName: string;
  /** The AWS account the platform runs in, which bus policies let in. */
  readonly awsAccountId: string;
  /** Destinations of one account and mode. */
  readonly destinationLimit: number;
  /** Retry delays are divided by it; 1 in a deployment. */
  readonly timeScale: number;
}

export interface ApiContext {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
}
