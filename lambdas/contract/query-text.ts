/** Formats query parameters as the API reads them. */

/** Nested values are written as `created[gte]=…`. Lists repeat their name: `types[]=…`. */
export type Query = { readonly [name: string]: string | number | boolean | readonly string[] | Query | undefined };

/** Returns `?a=1&b[c]=2&d[]=x`, or an empty text without parameters. */
export function queryText(query: Query | undefined): string {
  const params = new URLSearchParams();
  const put = (name: string, value: Query[string]): void => {
    if (value === undefined || value === '') return;
    if (Array.isArray(value)) for (const one of value) params.append(`${name}[]`, one);
    else if (typeof value === 'object') {
      for (const [inner, one] of Object.entries(value as Query)) put(`${name}[${inner}]`, one);
    } else params.append(name, String(value));
  };
  for (const [name, value] of Object.entries(query ?? {})) put(name, value);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
