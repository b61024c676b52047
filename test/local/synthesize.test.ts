import { expect, test } from 'vitest';
import { synthesize } from '../../local/synthesize.ts';
import { Template } from '../../local/template.ts';
import { scratchFolder } from './scratch-folder.ts';

test('the local platform’s stack has both APIs and nothing of the Workbench, which is not built for it', async () => {
  const folder = scratchFolder();
  await synthesize(folder);
  const template = Template.load(folder);
  const protocols = Object.values(template.resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Api' ? [Properties?.ProtocolType] : [],
  );
  expect(protocols.sort()).toEqual(['HTTP', 'WEBSOCKET']);
  const types = Object.values(template.resources).map(({ Type }) => Type);
  expect(types.filter((type) => /CloudFront|::S3::|LayerVersion|CDKBucketDeployment/.test(type))).toEqual([]);
});
