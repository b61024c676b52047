import { expect, test } from 'vitest';
import { awsAccess } from '../../smoke/aws/access.ts';

const LOCAL = new URL('http://127.0.0.1:4242');
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };

test('beside a platform on this machine nothing is made on AWS, whatever credentials there are', async () => {
  expect(await awsAccess(LOCAL, CREDENTIALS)).toEqual({
    missing: 'Set AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_EVENTBRIDGE to the addresses that npm start prints.',
  });
});

test('the address of API Gateway contains the region; that of a distribution needs a variable', async () => {
  expect(await awsAccess(new URL('https://d111.cloudfront.net'), {})).toEqual({
    missing: 'Set AWS_REGION to the region of the deployment.',
  });
  const emulated = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
  expect(await awsAccess(LOCAL, emulated)).toMatchObject({ region: 'us-east-1' });
  expect(await awsAccess(LOCAL, { ...emulated, AWS_REGION: 'eu-west-1' })).toMatchObject({ region: 'eu-west-1' });
});
