/**
 * The initial state of the platform: a secret for its first keys, and a function that creates the keys with the stack and writes
 * the catalog when it has changed.
 */
import { createHash } from 'node:crypto';
import { CustomResource, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface BootstrapProps {
  readonly defaults: FunctionDefaults;
  readonly platformAccount: string;
  readonly platformName: string;
  readonly storage: Storage;
  /** Undefined when the platform has no catalog, or changes it only through the API. */
  readonly catalog: Catalog | undefined;
}

const CALLED_BY_CLOUDFORMATION =
  'CloudFormation calls it during a deployment. An error fails the deployment and is shown there.';

export class Bootstrap extends Construct {
  /** JSON `{"live": "sk_live_…", "sandbox": "sk_test_…"}` once the stack is created. */
  readonly platformKeys: Secret;
  /** Registers the keys of the secret and the catalog. May be invoked at any time. */
  readonly bootstrap: IFunction;

  constructor(scope: Construct, id: string, props: BootstrapProps) {
    super(scope, id);
    const { defaults, storage } = props;
    const catalog = props.catalog && JSON.stringify(props.catalog);
    this.platformKeys = new Secret(this, 'PlatformKeys', {
      description: 'Waybill: API keys of the platform',
      removalPolicy: defaults.removalPolicy,
    });
    Validations.of(this.platformKeys).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Every service that publishes holds this key: replacing it on a schedule would stop them all.',
    });
    const bootstrap = new NodeFunction(this, 'Bootstrap', {
      ...defaults,
      folder: 'bootstrap',
      description: 'Waybill: creates the first keys of the platform and writes its catalog',
      ...(catalog === undefined ? {} : { files: { 'catalog.json': catalog } }),
      memorySize: 256,
      timeoutSeconds: 60,
      noDeadLetterQueue: CALLED_BY_CLOUDFORMATION,
    });
    this.bootstrap = bootstrap.function;
    bootstrap.bindSecret(this.platformKeys, 'platformKeysSecretId');
    bootstrap.bindTable(storage.control, 'controlTable', ['get', 'query', 'put', 'delete']);

    new CustomResource(this, 'Keys', {
      resourceType: 'Custom::WaybillPlatformKeys',
      serviceToken: this.#provider(bootstrap, defaults).serviceToken,
      // Runs again when these change, because the rows that it wrote contain them.
      properties: {
        PlatformAccount: props.platformAccount,
        PlatformName: props.platformName,
        CatalogHash: createHash('sha256')
          .update(catalog ?? '')
          .digest('hex'),
      },
    });
  }

  /** The CDK's function that calls the bootstrap function and responds to CloudFormation. Its role is declared here to be exact. */
  #provider(bootstrap: NodeFunction, { logRetention: retention, removalPolicy }: FunctionDefaults): Provider {
    const logGroup = new LogGroup(this, 'ProviderLogs', { retention, removalPolicy });
    const role = new Role(this, 'ProviderRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const provider = new Provider(this, 'Provider', {
      onEventHandler: bootstrap.function,
      frameworkOnEventRole: role,
      logGroup,
    });
    Validations.of(provider).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason: CALLED_BY_CLOUDFORMATION },
      { id: 'Serverless-LambdaTracing', reason: 'It runs once per deployment.' },
      {
        id: 'Serverless-LambdaDefaultMemorySize',
        reason: 'The CDK sets no memory size. 128 MB are enough to forward one call.',
      },
    );
    const arn = Stack.of(this).getLogicalId(bootstrap.function.node.defaultChild as CfnFunction);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arn}.Arn>:*]`,
      reason: 'The function of the CDK may call every version of the bootstrap function, and no other function.',
    });
    return provider;
  }
}
