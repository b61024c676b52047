/** Validates a sample event. */

export interface Sample {
  readonly type: string;
  readonly json: string;
  /** The API version of the JSON. */
  readonly apiVersion: string | undefined;
}

export type SampleProblem = 'type' | 'not_json' | 'not_object';

/** `detail` is the message of the JSON parser, which is always in English. */
export interface ValidatedSample {
  readonly problem?: SampleProblem;
  readonly detail?: string;
  readonly body?: { type: string; data: { object: object }; api_version?: string };
}

/** Returns the request body, or the problem of the sample. */
export function checkSample({ type, json, apiVersion }: Sample): ValidatedSample {
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
