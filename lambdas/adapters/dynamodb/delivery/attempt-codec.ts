/**
 * Encodes attempts for the table: JSON, deflated with a preset dictionary of texts that most attempts contain, so that the row
 * of a first-attempt success fits into one DynamoDB write unit (1 KB). The first byte is the version of the dictionary.
 */
import type { Attempt } from '../../../core/delivery/delivery.ts';
import { deflate, inflate } from '../item.ts';

const VERSION = 1;

/** The most frequent texts are last, where deflate refers to them with the fewest bits. Never change it: add a version. */
const DICTIONARY = Buffer.from(
  '"strict-transport-security":"max-age=31536000; includeSubDomains","x-powered-by":"Express","server":"nginx","cf-ray":"' +
    '"content-length":"0","transfer-encoding":"chunked","etag":"W/\\"","date":"Mon, 01 Jan 2026 00:00:00 GMT","connection":"keep-alive","keep-alive":"timeout=5"' +
    '"error":{"code":"http_status","message":"The endpoint answered 500.","code":"timeout","retryable":' +
    '"text/html; charset=utf-8","application/json; charset=utf-8","text/plain;charset=UTF-8","vary":"Accept-Encoding"' +
    '{"ok":true}{"received":true}OK"httpStatus":500,"httpStatus":200,"timing":{"dns":0,"connect":0,"tls":0,"first_byte":' +
    '"requestHeaders":{"content-type":"application/json; charset=utf-8","user-agent":"Waybill/1.0 (+https://github.com/waybill/waybill)","cache-control":"no-cache",' +
    '"webhook-id":"evt_01K","webhook-timestamp":"17","webhook-signature":"v1,","Stripe-Signature":"t=17,v1="' +
    '},"responseHeaders":{"content-type":"application/json"},"responseExcerpt":"","responseTruncated":false}' +
    '{"number":1,"trigger":"automatic","startedAt":17,"ok":true,"durationMs":',
);

export function encodeAttempt(attempt: Attempt): Uint8Array {
  const deflated = deflate(JSON.stringify(attempt), DICTIONARY);
  return Buffer.concat([Buffer.of(VERSION), deflated]);
}

export function decodeAttempt(stored: Uint8Array): Attempt {
  return JSON.parse(inflate(stored.subarray(1), DICTIONARY));
}
