/** The stack of one stage. It only connects constructs. */
import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RateLimit } from '../lambdas/core/account/account.ts';
import { type Catalog, defaultVersion } from '../lambdas/core/catalog/catalog.ts';
import type { EnvName } from '../lambdas/env.ts';
import { STAGE_TAG, type StageConfig } from './config.ts';
import { Bootstrap } from './constructs/bootstrap.ts';
import { Control } from './constructs/control.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { DeliveriesQueue } from './constructs/deliveries-queue.ts';
import { Delivery } from './constructs/delivery.ts';
import { shortName } from './constructs/global-name.ts';
import { IngestBus } from './constructs/ingest-bus.ts';
import { Listen } from './constructs/listen.ts';
import { Monitoring } from './constructs/monitoring/monitoring.ts';
import { type FunctionDefaults, orderUpdates } from './constructs/node-function.ts';
import { PublicApi } from './constructs/public-api.ts';
import { Publishing } from './constructs/publishing.ts';
import { RoleTemplate } from './constructs/role-template.ts';
import { Storage } from './constructs/storage.ts';
import { Sweep } from './constructs/sweep.ts';
import { BucketFiles } from './workbench/bucket-files.ts';
import { Workbench } from './workbench/site.ts';

export interface WaybillStackProps extends StackProps {
  readonly config: StageConfig;
  /** Event types and API versions that the deployment writes. */
  readonly catalog?: Catalog | undefined;
  /**
   * Returns the folder with the files of the Workbench. Called only when the stage has the Workbench, so that tests and the local
   * platform do not wait for a build of the page.
   */
  readonly page: () => string;
}

export class WaybillStack extends Stack {
  constructor(scope: Construct, id: string, { config, catalog, page, ...props }: WaybillStackProps) {
    super(scope, id, props);
    const { stage, platformName, platformAccount } = config;
    const tags = { ...config.tags, [STAGE_TAG]: shortName(config.stackName) };
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);
    const removalPolicy = config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const defaults: FunctionDefaults = {
      settings: settingsOf(config, catalog),
      logRetention: config.logRetentionDays,
      removalPolicy,
      isTraced: config.tracing === 'xray',
    };
    const partnerMode = config.eventBridgePartnerMode;

    const monitoring = new Monitoring(this, 'Monitoring', config);
    const storage = new Storage(this, 'Storage', {
      pointInTimeRecovery: config.pointInTimeRecovery,
      tables: config.tables,
      removalPolicy,
      monitoring,
    });
    const deliveriesQueue = new DeliveriesQueue(this, 'Deliveries', {
      inFlightLimit: config.inFlightLimit,
      monitoring,
    });
    const ingest = new IngestBus(this, 'Ingest', { monitoring });
    const shared = { defaults, storage, deliveriesQueue, monitoring };

    const listen = new Listen(this, 'Listen', { ...shared, throttle: config.throttle });
    const { publish } = new Publishing(this, 'Publishing', { ...shared, ingestDeadLetters: ingest.deadLetters });
    listen.allowSend(publish);
    ingest.sendTo(publish.function, config.ingestRules);
    const files =
      config.workbench || config.quickCreateLinks
        ? new BucketFiles(this, 'Files', { logRetention: config.logRetentionDays, removalPolicy })
        : undefined;
    const roleTemplate =
      files && config.quickCreateLinks ? new RoleTemplate(this, 'RoleTemplate', { files, removalPolicy }) : undefined;
    const { api } = new Control(this, 'Control', {
      ...shared,
      platformName,
      partnerMode,
      roleTemplateUrl: roleTemplate?.url,
    });
    listen.allowControl(api);
    const { url } = new PublicApi(this, 'Api', {
      publish: publish.function,
      api: api.function,
      throttle: config.throttle,
      accessLog: config.accessLog,
      logRetention: config.logRetentionDays,
      removalPolicy,
      monitoring,
    });
    const workbench =
      files &&
      config.workbench &&
      new Workbench(this, 'Workbench', {
        stage,
        page: page(),
        apiUrl: url,
        listenHost: listen.host,
        domain: config.workbenchDomain,
        files,
        removalPolicy,
      });
    new Delivery(this, 'Delivery', {
      ...shared,
      stage,
      partnerMode,
      permitOwnAccountBuses: config.permitOwnAccountBuses,
      sources: { fast: { maxConcurrency: config.deliverMaxConcurrency }, slow: config.slowLane },
      isGradual: config.deploymentPreference === 'canary',
    });
    const { sweep } = new Sweep(this, 'Sweeping', {
      ...shared,
      dueShards: config.dueShards,
      healthTopicArn: config.healthTopicArn,
    });
    listen.allowSend(sweep);
    new DeadLetters(this, 'DeadLetters', shared);
    const { platformKeys, bootstrap } = new Bootstrap(this, 'Bootstrap', {
      ...shared,
      platformAccount,
      platformName,
      catalog,
    });
    orderUpdates(this, { first: sweep, last: [api, publish] });
    monitoring.complete();

    this.#output({
      ApiUrl: url,
      ListenUrl: listen.url,
      ...(workbench && { WorkbenchUrl: workbench.url }),
      IngestBusName: ingest.bus.eventBusName,
      IngestBusArn: ingest.bus.eventBusArn,
      DeliveriesQueueUrl: deliveriesQueue.queues.fast.queueUrl,
      SlowDeliveriesQueueUrl: deliveriesQueue.queues.slow.queueUrl,
      DeadLetterQueueUrl: deliveriesQueue.deadLetters.queueUrl,
      IngestDeadLetterQueueUrl: ingest.deadLetters.queueUrl,
      BootstrapFunctionName: bootstrap.functionName,
      PublishFunctionName: publish.function.functionName,
      PlatformKeysSecretArn: platformKeys.secretArn,
      KeyArn: storage.key.keyArn,
      EventsTableName: storage.events.tableName,
      DeliveriesTableName: storage.deliveries.tableName,
      ControlTableName: storage.control.tableName,
      AlarmTopicArn: monitoring.topic.topicArn,
      DashboardUrl: monitoring.dashboardUrl,
    });
  }

  #output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

const asRateLimit = ({ perSecond, burst }: RateLimit): string => `${perSecond}/${burst}`;

const settingsOf = (config: StageConfig, catalog: Catalog | undefined): Partial<Record<EnvName, string>> => ({
  // Distinct for each stack, so that two stacks of one stage do not share metrics.
  stage: shortName(config.stackName),
  platformName: config.platformName,
  platformAccount: config.platformAccount,
  defaultApiVersion: defaultVersion(catalog?.versions ?? []) ?? config.defaultApiVersion,
  eventCheck: config.eventCheck,
  unknownTypes: config.unknownTypes,
  signatureHeader: config.signatureHeader,
  deliveryTimeoutMs: String(config.deliveryTimeoutMs),
  fastLaneTimeoutMs: String(config.fastLaneTimeoutMs),
  destinationLimit: String(config.destinationLimit),
  rateLimitPerKey: asRateLimit(config.rateLimit.perKey),
  rateLimitPerAccount: asRateLimit(config.rateLimit.perAccount),
  dueShards: String(config.dueShards),
  shards: String(config.shards),
  rowFormat: config.rowFormat,
  drainRatePerSecond: String(config.drainRatePerSecond),
  // One a second for each attempt that the slow lane can make at the same time.
  drainCapacityPerSecond: String(config.slowLane.maxConcurrency * config.slowLane.batchSize),
  inFlightLimit: String(config.inFlightLimit),
  disableFailingAfterDays: String(config.disableFailingAfterDays),
  healthTopicArn: config.healthTopicArn ?? 'none',
  // Only the local platform sets these two to anything else.
  timeScale: '1',
  permitPrivateEndpoints: 'false',
  eventBridgePartnerMode: String(config.eventBridgePartnerMode),
  awsAccountId: Aws.ACCOUNT_ID,
  permitOwnAccountBuses: String(config.permitOwnAccountBuses),
});
