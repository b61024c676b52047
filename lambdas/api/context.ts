/** The ports and settings of the routes. */
import type { AccountStore } from '../adapters/dynamodb/account/account-store.ts';
import type { IssuedKeyStore } from '../adapters/dynamodb/account/issued-key-store.ts';
import type { ListenSecretStore } from '../adapters/secrets/listen-secret-store.ts';
import type { CatalogStore } from '../core/catalog/ports.ts';
import type { SchemaReview } from '../core/catalog/rules.ts';
import type { Clock, Random } from '../core/clock.ts';
import type { DeliveryStore } from '../core/delivery/ports.ts';
import type { DestinationSettings } from '../core/destination/destination-base.ts';
import type { WatchList } from '../core/destination/health/watch.ts';
import type { LeaseStore } from '../core/destination/limits/ports.ts';
import type { DestinationStore, SecretBox } from '../core/destination/ports.ts';
import type { PartnerSources } from '../core/destination/types/eventbridge/ports.ts';
import type { EventStore } from '../core/event/ports.ts';
import type { ListenQueue, ListenSessionStore, LocalResponseStore, Sockets } from '../core/listen/ports.ts';
import type { MetricsStore } from '../core/metrics/ports.ts';
import type { PublishPorts, PublishSettings } from '../core/publish/publish.ts';
import type { RecoveryScan, RecoveryStore } from '../core/recovery/ports.ts';
import type { ProcessorClock } from '../core/rendering/processor-allowance.ts';
import type { DowngradeFunctions } from '../core/rendering/render-data.ts';

export interface ApiPorts extends PublishPorts {
  readonly events: EventStore;
  readonly destinations: DestinationStore;
  readonly watchList: Pick<WatchList, 'add'>;
  readonly deliveries: DeliveryStore;
  readonly recoveries: RecoveryStore;
  readonly recoveryScan: RecoveryScan;
  readonly leases: Pick<LeaseStore, 'averageMs'>;
  readonly metrics: MetricsStore;
  readonly accounts: AccountStore;
  readonly catalog: CatalogStore;
  readonly validateSchema: SchemaReview['validateSchema'];
  /** The functions that downgrades can name. */
  readonly downgrades: DowngradeFunctions;
  readonly processorTime: ProcessorClock;
  readonly issuedKeys: IssuedKeyStore;
  readonly secrets: SecretBox;
  readonly listenSessions: ListenSessionStore;
  readonly localResponses: LocalResponseStore;
  readonly listenSecrets: ListenSecretStore;
  readonly listenQueue: Pick<ListenQueue, 'send'>;
  readonly sockets: Pick<Sockets, 'close'>;
  readonly partnerSources: PartnerSources;
  /** A cryptographic generator: signing secrets and keys are made from its bytes. */
  readonly randomBytes: (count: number) => Buffer;
  readonly now: Clock;
  readonly random: Random;
}

export interface ApiSettings extends DestinationSettings, PublishSettings {
  readonly platformName: string;
  /** The AWS account of the platform, which the policy of a customer's event bus allows. */
  readonly awsAccountId: string;
  /** URL of the template of the role that customers create with the quick-create link. Null when the stage has none. */
  readonly roleTemplateUrl: string | null;
  /** Maximum number of destinations of one account in one mode. */
  readonly destinationLimit: number;
  /** Retry delays are divided by it. 1 in a deployment. */
  readonly timeScale: number;
  /** Address of the WebSocket API, `wss://…/listen`. */
  readonly listenUrl: string;
}

export interface ApiContext {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
}
