import { describe, expect, it } from 'vitest';
import { functionsOf, one, propertiesOf, templateOf } from './stacks.ts';

const FILE = 'event-destination-role.json';

describe('the template of the role of EventBridge destinations', () => {
  const template = templateOf({ quickCreateLinks: true, workbench: false });
  const [bucketId, bucket] = one(
    Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) => id.startsWith('RoleTemplate')),
  );
  const policy = one(propertiesOf(template, 'AWS::S3::BucketPolicy').filter(({ Bucket }) => Bucket.Ref === bucketId));

  it('is the only public object of its bucket', () => {
    const allowed = policy.PolicyDocument.Statement.filter(
      ({ Effect, Principal }: { Effect: string; Principal: { AWS?: unknown } }) =>
        Effect === 'Allow' && Principal.AWS === '*',
    );
    expect(allowed).toEqual([
      {
        Sid: 'ReadTheTemplate',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucketId, 'Arn'] }, `/${FILE}`]] },
      },
    ]);
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
  });

  it('is refused without TLS', () => {
    expect(policy.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('is uploaded by the deployment, which passes its URL to the API', () => {
    const { Properties } = one(Object.values(template.findResources('Custom::CDKBucketDeployment')));
    expect(Properties).toMatchObject({ DestinationBucketName: { Ref: bucketId }, Prune: false });
    expect(functionsOf(template).get('api').Environment.Variables.WAYBILL_ROLE_TEMPLATE_URL).toEqual({
      'Fn::Join': [
        '',
        ['https://', { Ref: bucketId }, '.s3.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, `/${FILE}`],
      ],
    });
  });

  it('exists only if the stage enables it', () => {
    const withDefaults = templateOf();
    expect(Object.keys(withDefaults.findResources('AWS::S3::Bucket')).filter((id) => id.startsWith('Role'))).toEqual(
      [],
    );
    expect(functionsOf(withDefaults).get('api').Environment.Variables.WAYBILL_ROLE_TEMPLATE_URL).toBe('none');
    const withoutFiles = templateOf({ workbench: false });
    withoutFiles.resourceCountIs('Custom::CDKBucketDeployment', 0);
  });
});
