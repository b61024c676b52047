/**
 * What a request to AWS needs: actions on resources, as the Service Authorization Reference defines them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { keyIdIn } from '../aws/kms.ts';
import { secretArn } from '../aws/secrets-manager.ts';
import type { Need } from './evaluate.ts';
import type { SignedRequest } from './signed-request.ts';

// biome-ignore lint/suspicious/noExplicitAny: wire input; each service reads the few fields it knows
type Input = any;
export interface Place {
  readonly account: string;
  readonly region: string;
}
/** @param key ARN of the KMS key that encrypts a table */
type TableKey = (tableArn: string) => string | undefined;
type NeedsOf = (operation: string, input: Input, place: Place, key: TableKey) => Need[];

/** Batches need their own permission for each of their tables: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const dynamodb: NeedsOf = (operation, input, place, key) => {
  const tableArn = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`;
  const named: string[] = input.RequestItems ? Object.keys(input.RequestItems) : [input.TableName ?? '*'];
  return named.flatMap((name) => {
    const table = name === '*' ? name : tableArn(name);
    const resource = input.IndexName ? `${table}/index/${input.IndexName}` : table;
    const needs: Need[] = [{ action: `dynamodb:${operation}`, resource }];
    const keyArn = key(table);
    return keyArn ? [...needs, tableKeyNeed(keyArn, place)] : needs;
  });
};

/**
 * DynamoDB opens the key of a table with the permission of the caller, for reads and writes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const tableKeyNeed = (resource: string, { account, region }: Place): Need => ({
  action: 'kms:Decrypt',
  resource,
  context: { 'kms:CallerAccount': account, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
});

/** The operations for batches have no permission of their own: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
const sqs: NeedsOf = (operation, input, { account, region }) => {
  const name =
    input.QueueName ??
    String(input.QueueUrl ?? '')
      .split('/')
      .at(-1);
  const resource = name ? `arn:aws:sqs:${region}:${account}:${name}` : '*';
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource }];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
const sns: NeedsOf = (operation, input) => [
  { action: `sns:${operation.replace(/Batch$/, '')}`, resource: input.TopicArn ?? input.TargetArn ?? '*' },
];

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context */
const kms: NeedsOf = (operation, input, { account, region }) => {
  const given: string | undefined = input.KeyId ?? (input.CiphertextBlob && keyIdIn(input.CiphertextBlob));
  const id = given?.split('/').at(-1);
  const entries = Object.entries<string>(input.EncryptionContext ?? {});
  const context = {
    'kms:CallerAccount': account,
    ...Object.fromEntries(entries.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  };
  return [{ action: `kms:${operation}`, resource: id ? `arn:aws:kms:${region}:${account}:key/${id}` : '*', context }];
};

const secretsmanager: NeedsOf = (operation, { SecretId, Name }) => [
  { action: `secretsmanager:${operation}`, resource: secretArn(SecretId ?? Name) },
];

const BUS = 'event-bus/';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
const events: NeedsOf = (operation, input, { account, region }) => {
  const need = (resource: string): Need => ({ action: `events:${operation}`, resource });
  if (operation === 'PutEvents') {
    const buses = (input.Entries ?? []).map(({ EventBusName = 'default' }: Input) =>
      EventBusName.startsWith('arn:') ? EventBusName : `arn:aws:events:${region}:${account}:${BUS}${EventBusName}`,
    );
    return [...new Set<string>(buses)].map(need);
  }
  const isSource = operation.endsWith('PartnerEventSource');
  return [need(isSource ? `arn:aws:events:${region}::event-source/${input.Name}` : '*')];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const sts: NeedsOf = (operation, { RoleArn, ExternalId }) =>
  operation === 'AssumeRole'
    ? [{ action: 'sts:AssumeRole', resource: RoleArn, context: ExternalId ? { 'sts:ExternalId': ExternalId } : {} }]
    : // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: needs no permission
      [];

const SERVICES: Readonly<Record<string, NeedsOf>> = { dynamodb, sqs, sns, kms, secretsmanager, events, sts };

/** @throws Error for a service without a list of its actions */
export function needsOf({ service, operation, region, input }: SignedRequest, account: string, key: TableKey): Need[] {
  const find = SERVICES[service];
  if (!find) throw new Error(`The local platform does not know what ${service}:${operation} needs.`);
  return find(operation, input, { account, region }, key);
}
