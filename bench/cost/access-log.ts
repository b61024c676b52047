/** Computes the size of a line of the API's access log. */

/** Values of a publish call, as API Gateway writes them: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const VALUES: Readonly<Record<string, string>> = {
  'identity.sourceIp': '203.0.113.42',
  'identity.userAgent': 'Stripe/v1 NodeBindings/19.1.0',
  httpMethod: 'POST',
  path: '/v1/events/batch',
  routeKey: 'POST /v1/events/batch',
  requestId: 'JKJaXmPLvHcESHA=',
  requestTime: '28/Nov/2026:02:40:47 +0000',
  requestTimeEpoch: '1795833647000',
  status: '200',
  responseLength: '13204',
  responseLatency: '48',
  integrationLatency: '46',
  'error.message': '-',
  integrationErrorMessage: '-',
};

/** Returns the bytes of the line of a publish call. @param format of the access log; undefined when it is off */
export function accessLineBytes(format = ''): number {
  const line = format.replace(/\$context\.([A-Za-z.]+)/g, (_, name: string) => {
    const value = VALUES[name];
    if (value === undefined) throw new Error(`VALUES should have the field ${name} of the access log.`);
    return value;
  });
  return Buffer.byteLength(line);
}
