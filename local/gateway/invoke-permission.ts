/** Whether a service may invoke a function. */
import type { Authorizer } from '../permissions/authorizer.ts';
import { REGION } from '../template.ts';

export const API_GATEWAY = 'apigateway.amazonaws.com';
export const EVENTS = 'events.amazonaws.com';

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

/** Returns whether the policy of a function, made of its permissions in the template, lets the service invoke it. */
export const mayInvoke = (authorizer: Authorizer, functionArn: string, { service, sourceArn }: Invoker): boolean =>
  authorizer.refusalOfService(service, [
    {
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': authorizer.rules.account },
    },
  ]) === undefined;
