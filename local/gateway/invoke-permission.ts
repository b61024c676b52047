/** Evaluates the resource policy of a function, as `AWS::Lambda::Permission` resources define it. */
import { REGION, type Template } from '../template.ts';

export const API_GATEWAY = 'apigateway.amazonaws.com';

export interface Invoker {
  /** Principal of the service, such as `apigateway.amazonaws.com`. */
  readonly service: string;
  /** ARN of the resource that invokes the function. */
  readonly sourceArn: string;
}

export interface ApiRoute {
  /** AWS account of the API. */
  readonly account: string;
  /** Logical id of the API, which is its id on this platform. */
  readonly api: string;
  /** Name of the stage. `$default` for an HTTP API. */
  readonly stage: string;
  /** `POST /v1/events`, `GET /items/{id}`, `$default`, `$connect`. */
  readonly key: string;
}

/**
 * Returns the source ARN with which API Gateway invokes a route's function: `<api>/<stage>/<method>/<path>` for a route with
 * a path, `<api>/<stage>/<key>` for `$default` and for every route of a WebSocket API.
 *
 * - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 * - https://github.com/aws/serverless-application-model/issues/1860: `$default` has two slashes, so that a policy whose
 *   source has three never matches it
 */
export function apiSourceArn({ account, api, stage, key }: ApiRoute): string {
  return `arn:aws:execute-api:${REGION}:${account}:${api}/${stage}/${key.replace(' /', '/')}`;
}

/** Returns whether a permission in the template lets the service invoke the function. */
export function mayInvoke(template: Template, functionArn: string, { service, sourceArn }: Invoker): boolean {
  return template.ofType('AWS::Lambda::Permission').some(([, permission]) => {
    const { FunctionName, Principal, Action, SourceArn } = template.resolve(permission.Properties);
    const named = FunctionName === functionArn || FunctionName === functionArn.split(':').at(-1);
    const source = SourceArn === undefined || arnLike(SourceArn, sourceArn);
    return named && Principal === service && Action === 'lambda:InvokeFunction' && source;
  });
}

/**
 * Matches as the condition `ArnLike` does, which Lambda uses for a permission's source ARN: each of the six parts between
 * colons on its own, `*` for any text (slashes too) and `?` for one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnLike(pattern: string, arn: string): boolean {
  const [patterns, parts] = [sixParts(pattern), sixParts(arn)];
  return patterns.length === parts.length && patterns.every((one, index) => globOf(one).test(parts[index] as string));
}

function sixParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}
