/** The deliver function on the deliveries queue, and what its metrics show. */
import { Aws, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Outcome } from '../../lambdas/core/delivery.ts';
import { DESTINATION_TYPES } from '../../lambdas/core/destination.ts';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { acknowledgeSqsEventSource } from './event-source.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';
