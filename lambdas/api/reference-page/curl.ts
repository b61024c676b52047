/** Generates a curl command that calls an operation. */
import type { OperationObject, ParameterObject } from '../openapi/types.ts';

export const JSON_TYPE = 'application/json';

/** Returns the command. @param parameters of the operation, references resolved */
export function curl(
  url: string,
  method: string,
  operation: OperationObject,
  parameters: readonly ParameterObject[],
): string {
  const path = url.replace(/\{(\w+)\}/g, (_, name: string) => `$${shellName(name, parameters)}`);
  const example = operation.requestBody?.content[JSON_TYPE]?.example;
  const options = [
    ...(method === 'get' || example !== undefined ? [] : [`-X ${method.toUpperCase()}`]),
    ...(operation.security?.length === 0 ? [] : ['-H "Authorization: Bearer $API_KEY"']),
    ...(example === undefined ? [] : [`-H "Content-Type: ${JSON_TYPE}"`, `-d ${quoted(example)}`]),
  ];
  return [`curl "${path}"`, ...options].join(' \\\n  ');
}

/** `EVENT_ID`, from the parameter's "Id of the event." */
function shellName(name: string, parameters: readonly ParameterObject[]): string {
  const { description = name } = parameters.find((one) => one.in === 'path' && one.name === name) ?? {};
  const noun = /^Id of the (.+)\.$/.exec(description)?.[1];
  return (noun === undefined ? name : `${noun} id`).toUpperCase().replace(/\W+/g, '_');
}

const quoted = (value: unknown): string => `'${JSON.stringify(value, undefined, 2).replaceAll("'", "'\\''")}'`;
