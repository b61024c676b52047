/** A sample event as it is edited: the type, and the JSON of `data.object`. */

export interface Sample {
  readonly type: string;
  readonly json: string;
  /** The version of the catalog that the JSON is in. */
  readonly apiVersion: string | undefined;
}

export type SampleProblem = 'type' | 'not_json' | 'not_object';

/** Of the parser's own words, in which it says where; they are English wherever they are shown. */
export interface Checked {
  readonly problem?: SampleProblem;
  readonly detail?: string;
  readonly body?: { type: string; data: { object: object }; api_version?: string };
}

/** What would be published, or why that cannot be. */
export function checkSample({ type, json, apiVersion }: Sample): Checked {
  if (type.trim() === '') return { problem: 'type' };
  let object: unknown;
  try {
    object = JSON.parse(json);
  } catch (error) {
    return { problem: 'not_json', detail: error instanceof Error ? error.message : String(error) };
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return { problem: 'not_object' };
  return {
    body: { type: type.trim(), data: { object }, ...(apiVersion === undefined ? {} : { api_version: apiVersion }) },
  };
}
