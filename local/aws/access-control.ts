/** Lets the emulators refuse what AWS would refuse. Until they have the policies of a template, they allow everything. */
import type { IncomingHttpHeaders } from 'node:http';
import { Authorizer, type AuthorizerEvents, type Rules } from '../permissions/authorizer.ts';
import { needsOf } from '../permissions/needs.ts';
import { type RefusalResponse, refusalResponse } from '../permissions/refusal-response.ts';
import { signerOf } from '../permissions/signed-request.ts';

export class AccessControl {
  #authorizer: Authorizer | undefined;

  enforce(rules: Rules, events: AuthorizerEvents): void {
    this.#authorizer = new Authorizer(rules, events);
  }

  /**
   * Returns the response to a request that the policies do not allow; undefined when it is allowed.
   * @param operation name in the API of the service, such as `PutItem`
   */
  // biome-ignore lint/suspicious/noExplicitAny: wire input of any service
  refusalOf(headers: IncomingHttpHeaders, operation: string, input: any): RefusalResponse | undefined {
    const authorizer = this.#authorizer;
    const signer = signerOf(headers);
    if (!authorizer || !signer || !authorizer.hasRole(signer.accessKey)) return undefined;
    const { account, tableKeys } = authorizer.rules;
    const needs = needsOf({ ...signer, operation, input }, account, (table) => tableKeys[table]);
    const refusal = authorizer.refusalOf(signer.accessKey, needs);
    return refusal && refusalResponse(signer.service, refusal);
  }
}
