/** Size limits of requests and responses, so that they fit in the invocation of a Lambda function and its result. */

/**
 * Largest payload of a synchronous invocation, bytes. API Gateway takes bodies of 10 MB, but the event with which it invokes
 * the function has to fit in this. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_INVOCATION_BYTES = 6_291_456;

/**
 * Largest response of a function, bytes of its JSON: 100 more, according to the runtime's own error.
 * https://github.com/DataBiosphere/azul/issues/8258
 */
export const MAX_RESPONSE_BYTES = 6_291_556;

/**
 * Most bytes of an invocation's payload besides the body: API Gateway takes 10,240 bytes of request line and
 * headers, writes some of them three times (path, query, user agent), and JSON doubles a quote; its own context is 1 KB.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const MAX_ENVELOPE_BYTES = 65_536;

/**
 * Bytes that one byte of a valid body takes in the payload at most. The body is a JSON string there: a quote, a backslash and
 * a line break become two bytes. Where the writer escapes everything outside ASCII, which AWS does not document, `é` (2 bytes)
 * becomes `\u00e9` (6 bytes) and an emoji (4 bytes) 12 bytes. Base64, for forms, takes 4 bytes for 3.
 */
export const MAX_GROWTH = 3;

/** Largest request body, bytes: 3 × 2,000,000 + 65,536 = 6,065,536, which fits for any content. */
export const MAX_BODY_BYTES = 2_000_000;

/** Bytes that a text takes as a JSON string. */
export const bytesAsString = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).byteLength;
