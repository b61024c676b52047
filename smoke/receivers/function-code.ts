/** The function that receives webhooks on AWS. Its URL is public, and it passes each request on to a queue. */
import { zipSync } from 'fflate';

/** Name of the handler in the settings of the function. */
export const HANDLER = 'index.handler';

/**
 * Source of the function. The Node.js runtime of Lambda contains the SDK. The event has the format 2.0 of API Gateway:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const FUNCTION_SOURCE = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const sqs = new SQSClient();
export const handler = async ({ headers, body = '', isBase64Encoded }) => {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const MessageBody = JSON.stringify({ headers, body: text });
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody }));
  return { statusCode: 200 };
};
`;

export const functionZip = (): Uint8Array => zipSync({ 'index.mjs': new TextEncoder().encode(FUNCTION_SOURCE) });
