/** Renders an operation without its heading. */
import { refName } from '../openapi/resolved.ts';
import type { OpenApiDocument, OperationObject, ParameterObject, Reference, ResponseObject } from '../openapi/types.ts';
import { curl, JSON_TYPE } from './curl.ts';
import { field, fields } from './fields.ts';
import { type Html, html } from './html.ts';
import { inline, paragraphs } from './prose.ts';
import { typeOf } from './schema-text.ts';

export interface OperationEntry {
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  readonly operation: OperationObject;
}

export function operationSection({ path, method, operation }: OperationEntry, document: OpenApiDocument): Html {
  const { description, requestBody, responses } = operation;
  const { components, servers } = document;
  const parameters = operation.parameters.map((one) => dereferenced(one, components.parameters));
  const [success, ...failures] = Object.entries(responses).map(
    ([status, one]) => [status, dereferenced(one, components.responses)] as const,
  );
  const body = requestBody?.content[JSON_TYPE]?.schema;
  const bodyTypes = Object.keys(requestBody?.content ?? {}).join(' or ');
  const call = curl(`${servers[0]?.url ?? ''}${path}`, method, operation, parameters);
  return html`<p class="call"><span class="method ${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code></p>
${paragraphs(description)}
<pre><code>${call}</code></pre>
${(['path', 'query', 'header'] as const).map((location) => parameterList(location, parameters))}
${body && html`<h4>Body <span class="type">${bodyTypes}</span></h4>\n${fields(body, components.schemas, 'request')}`}
${success && response(success[1], document)}
${failures.length > 0 && errors(failures)}
`;
}

function dereferenced<T extends object>(one: T | Reference, named: Readonly<Record<string, T>>): T {
  if (!('$ref' in one)) return one;
  const found = named[refName(one.$ref)];
  if (!found) throw new Error(`The document has no ${one.$ref}`);
  return found;
}

/** A long path may break after each slash. */
const breakable = (path: string): Html =>
  html`${path.split('/').map((segment, index) => (index === 0 ? segment : html`/<wbr>${segment}`))}`;

const TITLES = { path: 'Path', query: 'Query', header: 'Headers' };

function parameterList(location: keyof typeof TITLES, all: readonly ParameterObject[]): Html | undefined {
  const parameters = all.filter((one) => one.in === location);
  if (parameters.length === 0) return undefined;
  const items = parameters.map(({ name, description, required = false, schema }) =>
    field(name, description === undefined ? schema : { ...schema, description }, required, 'request'),
  );
  const list = html`<ul class="fields">\n${items}</ul>`;
  // Nearly every operation has the same headers.
  return location === 'header'
    ? html`<details><summary>${TITLES[location]}</summary>\n${list}\n</details>`
    : html`<h4>${TITLES[location]}</h4>\n${list}`;
}

function response({ content }: ResponseObject, { components }: OpenApiDocument): Html {
  const [type = JSON_TYPE, { schema } = { schema: {} }] = Object.entries(content)[0] ?? [];
  const whole = type === JSON_TYPE ? typeOf(schema) : html`<code>${type}</code>`;
  return html`<h4>Response</h4>
${schema.properties ? fields(schema, components.schemas, 'response') : html`<p>${whole}</p>`}`;
}

const errors = (failures: readonly (readonly [string, ResponseObject])[]): Html => html`<details>
<summary>Errors</summary>
<p>The body is ${typeOf(failures[0]?.[1].content[JSON_TYPE]?.schema ?? {})}.</p>
<table>
<thead><tr><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${failures.map(([status, { description }]) => html`<tr><td>${status}</td><td>${inline(description)}</td></tr>\n`)}</tbody>
</table>
</details>`;
