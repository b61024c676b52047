import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionsOf, one, propertiesOf, templateOf } from '../stacks.ts';

const template = templateOf();
const { DistributionConfig: distribution } = one(propertiesOf(template, 'AWS::CloudFront::Distribution'));
/** The origins of the API and of the sockets. */
const [sockets, ...behaviors] = distribution.CacheBehaviors.toReversed();

const apiOf = (protocol: string): string =>
  one(
    Object.entries(template.findResources('AWS::ApiGatewayV2::Api'))
      .filter(([, { Properties }]) => Properties.ProtocolType === protocol)
      .map(([id]) => id),
  );

interface EdgeRequest {
  uri: string;
  headers: Record<string, { value: string }>;
}

/** Runs the function of a behaviour on a request, as CloudFront does. */
function edgeFunctionOf(behavior: { FunctionAssociations: { EventType: string; FunctionARN: object }[] }) {
  const { EventType, FunctionARN } = one(behavior.FunctionAssociations) as {
    EventType: string;
    FunctionARN: { 'Fn::GetAtt': [string, string] };
  };
  expect(EventType).toBe('viewer-request');
  const [id] = FunctionARN['Fn::GetAtt'];
  const functions = Object.entries(template.findResources('AWS::CloudFront::Function'));
  const [, { Properties }] = one(functions.filter(([name]) => name === id));
  const { FunctionCode, FunctionConfig } = Properties;
  expect(FunctionConfig.Runtime).toBe('cloudfront-js-2.0');
  return (request: EdgeRequest): EdgeRequest =>
    runInNewContext(`${FunctionCode}; handler(event)`, { event: { version: '1.0', request } });
}

describe('the bucket of the page', () => {
  it('is private, encrypted, and refuses callers without TLS 1.2', () => {
    expect(one(propertiesOf(template, 'AWS::S3::Bucket'))).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
    });
    const { Statement } = one(propertiesOf(template, 'AWS::S3::BucketPolicy')).PolicyDocument;
    for (const Condition of [
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]) {
      expect(Statement).toContainEqual(expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition }));
    }
  });

  it('can be read only by this distribution, with origin access control, and returns 404 for missing files', () => {
    const { Statement } = one(propertiesOf(template, 'AWS::S3::BucketPolicy')).PolicyDocument;
    const allowed = one(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'));
    expect(allowed).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      // Without the permission to list, S3 returns 403.
      Action: ['s3:GetObject', 's3:ListBucket'],
      Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
    });
    expect(JSON.stringify(allowed)).toContain(
      one(Object.keys(template.findResources('AWS::CloudFront::Distribution'))),
    );
    expect(one(propertiesOf(template, 'AWS::CloudFront::OriginAccessControl')).OriginAccessControlConfig).toMatchObject(
      {
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
      },
    );
    expect(distribution.Origins[0].OriginAccessControlId).toBeDefined();
    expect(distribution.DefaultRootObject).toBe('index.html');
  });

  it.each([
    ['retain', 'Retain', 0],
    ['destroy', 'Delete', 1],
  ])('has the removal policy of the stage: %s', (removalPolicy, DeletionPolicy, emptied) => {
    const resources = templateOf({ removalPolicy });
    expect(one(Object.values(resources.findResources('AWS::S3::Bucket'))).DeletionPolicy).toBe(DeletionPolicy);
    // A bucket that contains files cannot be deleted.
    resources.resourceCountIs('Custom::S3AutoDeleteObjects', emptied);
  });

  it('gets hashed files, cached forever, before the files that name them', () => {
    const deployments = template.findResources('Custom::CDKBucketDeployment');
    const [assets, index] = ['Assets', 'Index'].map((name) =>
      one(Object.entries(deployments).filter(([id]) => id.startsWith(`Files${name}`))),
    );
    expect(assets?.[1].Properties).toMatchObject({
      DestinationBucketKeyPrefix: 'assets',
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(index?.[1].Properties).toMatchObject({ Prune: false, SystemMetadata: { 'cache-control': 'no-cache' } });
    expect(index?.[1].DependsOn).toContain(assets?.[0]);
  });
});

describe('the distribution', () => {
  it("sends the API's paths to the API and all other paths to the page", () => {
    const paths = distribution.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern);
    expect(paths).toEqual(['/v1/*', '/v2/*', '/docs*', '/openapi.json', '/listen']);
    const [page, api] = distribution.Origins;
    expect(distribution.DefaultCacheBehavior.TargetOriginId).toBe(page.Id);
    for (const { TargetOriginId } of behaviors) expect(TargetOriginId).toBe(api.Id);
    expect(JSON.stringify(api.DomainName)).toContain(apiOf('HTTP'));
    expect(api.CustomOriginConfig).toEqual({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] });
  });

  it('sends every method to the API, caches no response of it and adds no header', () => {
    for (const behavior of behaviors) {
      expect(behavior.AllowedMethods).toEqual(
        expect.arrayContaining(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
      );
      expect(behavior).toMatchObject({
        // Managed policies: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', // AllViewerExceptHostHeader
        ViewerProtocolPolicy: 'https-only',
      });
      expect(behavior.ResponseHeadersPolicyId).toBeUndefined();
    }
  });

  it('sends sockets to the WebSocket API under their own path, with the headers that open them', () => {
    const origin = one(distribution.Origins.filter(({ Id }: { Id: string }) => Id === sockets.TargetOriginId)) as {
      DomainName: object;
      OriginPath?: string;
      CustomOriginConfig: object;
    };
    expect(JSON.stringify(origin.DomainName)).toContain(apiOf('WEBSOCKET'));
    expect(origin.OriginPath).toBeUndefined();
    expect(origin.CustomOriginConfig).toMatchObject({ OriginProtocolPolicy: 'https-only' });
    const stage = one(
      propertiesOf(template, 'AWS::ApiGatewayV2::Stage').filter(({ StageName }) => StageName === 'listen'),
    );
    expect(stage.ApiId.Ref).toBe(apiOf('WEBSOCKET'));
    expect(sockets).toMatchObject({
      PathPattern: '/listen',
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', // AllViewerExceptHostHeader
      ViewerProtocolPolicy: 'https-only',
    });
  });

  // The codes for which CloudFront allows it to be set:
  // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomErrorResponse.html
  it.each([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])(
    'never caches error %i, whatever its headers, and replaces it with no page',
    (ErrorCode) => {
      const own = distribution.CustomErrorResponses?.filter(
        (one: { ErrorCode: number }) => one.ErrorCode === ErrorCode,
      );
      expect(own).toEqual([{ ErrorCode, ErrorCachingMinTTL: 0 }]);
    },
  );

  it('compresses the page, supports HTTP/3, and revalidates no-cache files after a second', () => {
    expect(distribution.HttpVersion).toBe('http2and3');
    expect(distribution.DefaultCacheBehavior).toMatchObject({
      Compress: true,
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6', // CachingOptimized, whose minimum is one second
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
    });
  });

  it('gives the page headers that allow only its own scripts, no frame and no plain http', () => {
    const { SecurityHeadersConfig, CustomHeadersConfig } = one(
      propertiesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy'),
    ).ResponseHeadersPolicyConfig;
    expect(distribution.DefaultCacheBehavior.ResponseHeadersPolicyId).toBeDefined();
    const csp: string = SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;
    expect(csp.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 365 * 24 * 3600 },
    });
    expect(CustomHeadersConfig.Items).toEqual([
      { Header: 'permissions-policy', Override: true, Value: expect.stringContaining('camera=()') },
    ]);
  });

  it('has a domain of the platform with at least TLS 1.2 if the stage sets one', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0f0f';
    const named = templateOf({ workbenchDomain: { name: 'workbench.example.com', certificateArn } });
    named.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Aliases: ['workbench.example.com'],
        ViewerCertificate: Match.objectLike({
          AcmCertificateArn: certificateArn,
          MinimumProtocolVersion: 'TLSv1.2_2021',
          SslSupportMethod: 'sni-only',
        }),
      }),
    });
    named.hasOutput('WorkbenchUrl', { Value: 'https://workbench.example.com/' });
    expect(distribution.Aliases).toBeUndefined();
  });
});

describe('the function at the edge', () => {
  const pageUri = (uri: string) => edgeFunctionOf(distribution.DefaultCacheBehavior)({ uri, headers: {} }).uri;

  it.each([
    '/',
    '/events',
    '/destinations/ed_test_01K',
    '/destinations/',
    '/event_types/invoice.paid',
    '/assets/index',
    '//icon.svg',
    '/.well-known/security.txt',
  ])('requests index.html for a path of the page: %s', (path) => {
    expect(pageUri(path)).toBe('/index.html');
  });

  it.each([
    '/index.html',
    '/config.json',
    '/icon.svg',
    '/assets/index-CjTi35Y1.js',
    '/assets/fonts/a-b.woff2',
    '/assets/not-there-1234.js',
  ])('does not rewrite files: %s', (path) => expect(pageUri(path)).toBe(path));

  it('passes the requested host to the API, whatever the caller sends', () => {
    for (const behavior of behaviors) {
      const headers = {
        host: { value: 'd111111abcdef8.cloudfront.net' },
        'x-waybill-host': { value: 'evil.example' },
        authorization: { value: 'Bearer sk_test_1' },
      };
      const passed = edgeFunctionOf(behavior)({ uri: '/v1/events', headers });
      expect(passed).toEqual({
        uri: '/v1/events',
        headers: { ...headers, 'x-waybill-host': { value: 'd111111abcdef8.cloudfront.net' } },
      });
    }
  });
});

describe('a stage with workbench: false', () => {
  const alone = templateOf({ workbench: false });

  it('has no resource of the Workbench', () => {
    const types = Object.values(alone.toJSON().Resources).map((resource) => (resource as { Type: string }).Type);
    expect(types.filter((type) => /CloudFront|::S3::|LayerVersion|CDKBucketDeployment/.test(type))).toEqual([]);
    expect(alone.findOutputs('WorkbenchUrl')).toEqual({});
  });

  it('has the same functions of Waybill', () => {
    expect([...functionsOf(alone).keys()]).toEqual([...functionsOf(template).keys()]);
  });
});
