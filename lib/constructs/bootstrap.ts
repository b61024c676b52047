/**
 * What the platform begins with: a secret for its first keys, and the function that fills it when the stack is created and
 * puts the catalog in place whenever that has changed.
 */
import { createHash } from 'node:crypto';
import { CustomResource, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
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
  /** Undefined where the platform describes its events nowhere, or through the API alone. */
  readonly catalog: Catalog | undefined;
}

const CALLED_BY_CLOUDFORMATION = 'Called by CloudFormation while it deploys, which fails the deployment and says why.';

export class Bootstrap extends Construct {
  /** JSON `{"live": "sk_live_…", "sandbox": "sk_test_…"}` once the stack is created. */
  readonly platformKeys: Secret;

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
      description: 'Waybill: creates the first keys of the platform, puts its catalog in place',
      ...(catalog === undefined ? {} : { files: { 'catalog.json': catalog } }),
      memorySize: 256,
      timeoutSeconds: 60,
      noDeadLetterQueue: CALLED_BY_CLOUDFORMATION,
    });
    bootstrap.bindSecret(this.platformKeys, 'platformKeysSecretId');
    bootstrap.bindTable(storage.control, 'controlTable', ['read', 'put']);

    new CustomResource(this, 'Keys', {
      resourceType: 'Custom::WaybillPlatformKeys',
      serviceToken: this.#provider(bootstrap, defaults).serviceToken,
      // Runs again when these change: the rows it wrote say them.
      properties: {
        PlatformAccount: props.platformAccount,
        PlatformName: props.platformName,
        CatalogHash: createHash('sha256')
          .update(catalog ?? '')
          .digest('hex'),
      },
    });
  }

  /** The CDK's own function that calls ours and answers CloudFormation. Its role is spelt out here to be exact. */
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
      { id: 'Serverless-LambdaTracing', reason: 'It runs once a deployment.' },
      { id: 'Serverless-LambdaDefaultMemorySize', reason: 'The CDK sets none: 128 MB do to pass one call on.' },
    );
    const arn = Stack.of(this).getLogicalId(bootstrap.function.node.defaultChild as CfnFunction);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arn}.Arn>:*]`,
      reason: 'The CDK lets its function call any version of ours, and ours only.',
    });
    return provider;
  }
}
