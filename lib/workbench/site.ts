/** The Workbench: the page in a private bucket, and one distribution for the page, the API and the sockets. */
import { join } from 'node:path';
import { Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { globalName } from '../constructs/global-name.ts';
import type { BucketFiles } from './bucket-files.ts';
import {
  API_PATHS,
  CACHE_CONTROL,
  INDEX,
  LISTEN_PATH,
  PAGE_HEADERS,
  PAGE_URI_CODE,
  VIEWER_HOST_CODE,
} from './page-rules.ts';

export interface WorkbenchProps {
  readonly stage: string;
  /** Folder with the files of the page, from `workbenchFolder()`. */
  readonly page: string;
  /** URL of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** Host of the WebSocket API. */
  readonly listenHost: string;
  /** Custom domain. The certificate is in us-east-1. */
  readonly domain?: { readonly name: string; readonly certificateArn: string } | undefined;
  readonly files: BucketFiles;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The statuses that CloudFront caches for 10 seconds by default. It ignores `no-store` for all of them except 404, 414 and 501. The
 * cache key of an API error has neither the Authorization header nor the query, so that one account would receive the error of
 * another. CloudFront caches only responses to GET and HEAD, and never 401, 409 and 429. AWS documents no exception for the
 * policy CachingDisabled, which the behaviors of the API have.
 *
 * - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 * - https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomErrorResponse.html
 */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

const STRICT_TRANSPORT_SECURITY = { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true };

export class Workbench extends Construct {
  /** URL of the page and of the API. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: WorkbenchProps) {
    super(scope, id);
    const { domain } = props;
    const bucket = this.#bucket(props.removalPolicy);
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Waybill (${props.stage}): Workbench and API`,
      defaultBehavior: this.#pageBehavior(bucket),
      additionalBehaviors: {
        ...this.#apiBehaviors(props.apiUrl),
        [LISTEN_PATH]: this.#listenBehavior(props.listenHost),
      },
      // Without it, `/` would list the bucket if the function that requests this file were missing.
      defaultRootObject: INDEX.slice(1),
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Without error pages, which would also replace the errors of the API.
      errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(domain && {
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    acknowledgeDistribution(distribution, domain !== undefined);
    this.#deploy(bucket, props);
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}/`;
  }

  #bucket(removalPolicy: RemovalPolicy): IBucket {
    const bucket = new Bucket(this, 'Page', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It contains the files of the page, which are public, and only the distribution can read it.',
    });
    // The types differ under exactOptionalPropertyTypes, which the CDK does not use.
    return bucket as IBucket;
  }

  #pageBehavior(bucket: IBucket): BehaviorOptions {
    // With LIST permission a missing file is a 404, without it a 403.
    const originAccessControl = new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: globalName(this, 'page'),
    });
    const originAccessLevels = [AccessLevel.READ, AccessLevel.LIST];
    return {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessLevels, originAccessControl }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      // Caches responses with no-cache for one second, so that a deployment needs no invalidation.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: this.#headers(),
      functionAssociations: [onRequest(this.#edgeFunction('PageUri', 'paths of the page', PAGE_URI_CODE))],
    };
  }

  #apiBehaviors(apiUrl: string): Record<string, BehaviorOptions> {
    const behavior: BehaviorOptions = {
      origin: new HttpOrigin(Fn.parseDomainName(apiUrl)),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      // Not redirected: a request over HTTP has already exposed its key.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [onRequest(this.#edgeFunction('ViewerHost', "the viewer's host", VIEWER_HOST_CODE))],
    };
    return Object.fromEntries(API_PATHS.map((path) => [path, behavior]));
  }

  /** Adds the sockets, which the WebSocket API serves under the same path. It does not need the requested host. */
  #listenBehavior(host: string): BehaviorOptions {
    return {
      origin: new HttpOrigin(host),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
  }

  #edgeFunction(id: string, what: string, code: string): EdgeFunction {
    return new EdgeFunction(this, id, {
      comment: `Waybill: ${what}`,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(code),
    });
  }

  #headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: globalName(this, 'page-headers'),
      comment: 'Waybill: headers of the Workbench',
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: PAGE_HEADERS['content-security-policy'],
          override: true,
        },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        strictTransportSecurity: STRICT_TRANSPORT_SECURITY,
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'permissions-policy', value: PAGE_HEADERS['permissions-policy'], override: true }],
      },
    });
  }

  /** Copies hashed files first, so that `index.html` never names a missing one. Older files stay for pages that are open. */
  #deploy(bucket: IBucket, { page, files }: WorkbenchProps): void {
    const assets = files.put('Assets', {
      bucket,
      source: Source.asset(join(page, 'assets')),
      prefix: 'assets',
      cacheControl: CACHE_CONTROL.hashed,
    });
    const index = files.put('Index', {
      bucket,
      source: Source.asset(page, { exclude: ['assets'] }),
      cacheControl: CACHE_CONTROL.other,
    });
    index.node.addDependency(assets);
  }
}

const onRequest = (fn: EdgeFunction) => ({ function: fn, eventType: FunctionEventType.VIEWER_REQUEST });

function acknowledgeDistribution(distribution: Distribution, hasDomain: boolean): void {
  Validations.of(distribution).acknowledge(
    {
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      reason: 'The distribution has a default root object.',
    },
    { id: 'AwsSolutions-CFR1', reason: 'Customers of a platform can be in any country.' },
    {
      id: 'AwsSolutions-CFR2',
      reason:
        'A web ACL costs more each month than an idle Waybill; the functions limit the calls of each key and return no data without one. docs/operations/deploy.md describes how to attach one.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason: 'The API writes an access log of every call. All other requests are for public files.',
    },
  );
  if (hasDomain) return;
  Validations.of(distribution).acknowledge({
    id: 'AwsSolutions-CFR4',
    reason: 'CloudFront allows TLS 1.0 on its own domain name and cannot be changed. A workbenchDomain uses TLS 1.2.',
  });
}
