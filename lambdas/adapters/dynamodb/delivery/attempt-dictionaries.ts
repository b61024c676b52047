/**
 * Texts that most attempts contain. The most frequent are last, where deflate refers to them with the fewest bits. Rows are stored for
 * 30 days with the dictionary of their time: never change one, add a version.
 */

const REQUEST =
  '"content-type":"application/json; charset=utf-8","user-agent":"Waybill/0.1.0 (+https://github.com/waybill)"';

/** For attempts as JSON in which control characters stand for event id, seconds and signatures. */
export const COMPACT_DICTIONARY = Buffer.from(
  '"strict-transport-security":"max-age=31536000; includeSubDomains","x-powered-by":"Express","server":"nginx","cf-ray":"' +
    '"x-amzn-requestid":"","x-request-id":"","server":"cloudflare","etag":"W/\\"","vary":"Accept-Encoding","transfer-encoding":"chunked"' +
    '"text/html; charset=utf-8","text/plain;charset=UTF-8","error":{"code":"timeout","message":"The endpoint did not respond within 10 s."}' +
    '"error":{"code":"http_status","message":"The endpoint answered 500."},"httpStatus":503,"httpStatus":500,"ok":false,"tls":10.1,"dns":1.1' +
    '"content-type":"application/json; charset=utf-8","content-length":"0"},"responseExcerpt":"{\\"received\\":true}{\\"ok\\":true}OK' +
    '{"number":1,"trigger":"automatic","startedAt":\u0002,"ok":true,"httpStatus":200,"durationMs":21.1,"timing":{"connect":7.1,"first_byte":11.1},' +
    `"requestHeaders":{"host":"hooks.example.com","content-length":"1024",${REQUEST},"cache-control":"no-cache",` +
    '"Stripe-Signature":"t=\u0002,v1=\u0003","webhook-id":"\u0001","webhook-timestamp":"\u0002","webhook-signature":"v1,\u0004"},' +
    '"responseHeaders":{"date":"Mon, 01 Jan 2026 00:00:00 GMT","connection":"keep-alive","keep-alive":"timeout=5","content-length":"2"},' +
    '"responseExcerpt":"ok","responseTruncated":false}',
);

/** For attempts as plain JSON. */
export const DICTIONARY = Buffer.from(
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
