/** One stage of Waybill: constructs put together, nothing else. */
import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvName } from '../lambdas/env.ts';
import type { StageConfig } from './config.ts';
import { Bootstrap } from './constructs/bootstrap.ts';
import { Control } from './constructs/control.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { DeliveriesQueue } from './constructs/deliveries-queue.ts';
import { Delivery } from './constructs/delivery.ts';
import { IngestBus } from './constructs/ingest-bus.ts';
import { Monitoring } from './constructs/monitoring.ts';
import type { FunctionDefaults } from './constructs/node-function.ts';
import { PublicApi } from './constructs/public-api.ts';
import { Publishing } from './constructs/publishing.ts';
import { Storage } from './constructs/storage.ts';
import { Sweep } from './constructs/sweep.ts';

export interface WaybillStackProps extends StackProps {
  readonly config: StageConfig;
}

export class WaybillStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: WaybillStackProps) {
    super(scope, id, props);
    const { stage, platformName, platformAccount } = config;
    const removalPolicy = config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const defaults: FunctionDefaults = {
      settings: settingsOf(config),
      logRetention: config.logRetentionDays,
      removalPolicy,
    };
    const partnerMode = config.eventBridgePartnerMode;

    const monitoring = new Monitoring(this, 'Monitoring', config);
    const storage = new Storage(this, 'Storage', { removalPolicy });
    const deliveriesQueue = new DeliveriesQueue(this, 'Deliveries', { inFlightLimit: config.inFlightLimit });
    const ingest = new IngestBus(this, 'Ingest', { stage });
    const shared = { defaults, storage, deliveriesQueue, monitoring };
    const { publish } = new Publishing(this, 'Publishing', { ...shared, ingestDeadLetters: ingest.deadLetters });
    ingest.handTo(publish.function);
    const { api } = new Control(this, 'Control', { ...shared, platformName, partnerMode });
    new Delivery(this, 'Delivery', {
      ...shared,
      stage,
      partnerMode,
      maxConcurrency: config.deliverMaxConcurrency,
      ingestBus: ingest.bus,
    });
    new Sweep(this, 'Sweeping', shared);
    new DeadLetters(this, 'DeadLetters', shared);
  }
}
