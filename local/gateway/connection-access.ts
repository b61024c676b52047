/** Refuses requests to sockets that the role of a function does not allow. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Authorizer } from '../permissions/authorizer.ts';
import { type RefusalResponse, refusalResponse } from '../permissions/refusal-response.ts';
import { signerOf } from '../permissions/signed-request.ts';
import { REGION, Template } from '../template.ts';

/** Returns the refusal of a request to a connection, or undefined. */
export type ConnectionAccess = (
  headers: IncomingHttpHeaders,
  method: string,
  connectionId: string,
) => RefusalResponse | undefined;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html */
export function connectionAccess(template: Template, authorizer: Authorizer): ConnectionAccess {
  const stages = template.ofType('AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
  const [stage] = stages.filter(
    ({ ApiId }) => template.resources[Template.target(ApiId) ?? '']?.Properties.ProtocolType === 'WEBSOCKET',
  );
  return (headers, method, connectionId) => {
    const signer = signerOf(headers);
    if (!signer || !stage) return undefined;
    const path = `${template.resolve(stage.ApiId)}/${stage.StageName}/${method}/@connections/${connectionId}`;
    const resource = `arn:aws:execute-api:${REGION}:${template.account}:${path}`;
    const refusal = authorizer.refusalOf(signer.accessKey, [{ action: 'execute-api:ManageConnections', resource }]);
    return refusal && refusalResponse('execute-api', refusal);
  };
}
