import {
  BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.js';
import { recordingKeptDays } from '../recordings/recording-store.js';
import { isNamed, storageFaultFrom } from '../storage-errors.js';
import { differs, missing, right, type ProvisionStep } from './provision-step.js';

export interface BucketStepsOptions {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly kmsKeyId?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Rules of ours, by their names; others in the bucket stay as they are. */
const expiryRule = 'voiceter-recordings-expire';
const tidyRule = 'voiceter-leftovers';
const tlsStatement = 'VoiceterTlsOnly';
/** How long a recording that was deleted or replaced by mistake can be brought back. */
const noncurrentDays = 7;
const abandonedUploadDays = 1;

const lifecycleRules: readonly LifecycleRule[] = [
  { ID: expiryRule, Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: recordingKeptDays }, NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays } },
  { ID: tidyRule, Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: abandonedUploadDays } },
];
const allBlocked = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

const policyText = z.object({ Version: z.string(), Statement: z.array(z.record(z.string(), z.unknown())) }).loose();

/** What is to be done that the bucket of recordings is there, and closed to everybody else. Reads only. The caller closes it. */
export function createBucketSteps(options: BucketStepsOptions): { steps(): Promise<readonly ProvisionStep[]>; close(): void } {
  const { bucket: Bucket, region, kmsKeyId } = options;
  const resource = `bucket ${Bucket}`;
  const client = new S3Client({
    region,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  });

  async function run<T>(operation: 'read' | 'write', what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw storageFaultFrom(thrown, operation, `${what} ${resource}`).error;
    }
  }
  /** Null: it was never set. */
  const setting = <T>(what: string, absent: string, work: () => Promise<T>): Promise<T | null> =>
    run('read', `read ${what} of`, async () => {
      try {
        return await work();
      } catch (thrown) {
        if (isNamed(thrown, absent)) return null;
        throw thrown;
      }
    });
  const put = (what: string, work: () => Promise<unknown>) => async (): Promise<void> => {
    await run('write', `set ${what} of`, work);
  };

  async function exists(): Promise<boolean> {
    try {
      await client.send(new HeadBucketCommand({ Bucket }));
      return true;
    } catch (thrown) {
      if (isNamed(thrown, 'NotFound') || isNamed(thrown, 'NoSuchBucket')) return false;
      if (statusOf(thrown) === 403) throw new AppError('DB_CONNECTION_FAILED', `${resource} exists, but not for these credentials: the name is taken by another account, or s3:ListBucket is not allowed`);
      if (statusOf(thrown) === 301) throw new AppError('DB_CONNECTION_FAILED', `${resource} exists in another Region than ${region}`);
      throw storageFaultFrom(thrown, 'read', `look for ${resource}`).error;
    }
  }

  function existenceStep(there: boolean): ProvisionStep {
    const facts = { resource, what: '', wanted: `in ${region}` };
    const constraint = Object.values(BucketLocationConstraint).find((one) => one === region);
    const location = region === 'us-east-1' || constraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: constraint } };
    return there ? right(facts) : missing({ ...facts, apply: put('existence', () => client.send(new CreateBucketCommand({ Bucket, ...location }))) });
  }

  async function publicAccessStep(there: boolean): Promise<ProvisionStep> {
    const facts = { resource, what: 'public access', wanted: 'blocked' };
    const apply = put('public access', () => client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: allBlocked })));
    if (!there) return missing({ ...facts, apply });
    const found = (await setting('public access', 'NoSuchPublicAccessBlockConfiguration', () => client.send(new GetPublicAccessBlockCommand({ Bucket }))))?.PublicAccessBlockConfiguration;
    const open = [
      found?.BlockPublicAcls === true ? [] : ['ACLs'],
      found?.IgnorePublicAcls === true ? [] : ['old ACLs'],
      found?.BlockPublicPolicy === true ? [] : ['policies'],
      found?.RestrictPublicBuckets === true ? [] : ['old policies'],
    ].flat();
    return open.length === 0 ? right(facts) : differs({ ...facts, found: `open to public ${open.join(', ')}`, apply });
  }

  async function versioningStep(there: boolean): Promise<ProvisionStep> {
    const facts = { resource, what: 'versioning', wanted: 'on' };
    const apply = put('versioning', () => client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })));
    if (!there) return missing({ ...facts, apply });
    const { Status } = await run('read', 'read versioning of', () => client.send(new GetBucketVersioningCommand({ Bucket })));
    return Status === 'Enabled' ? right(facts) : differs({ ...facts, found: Status === 'Suspended' ? 'suspended' : 'off', apply });
  }

  async function encryptionStep(there: boolean): Promise<ProvisionStep> {
    const rule = kmsKeyId === undefined ? ({ SSEAlgorithm: 'AES256' } as const) : ({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyId } as const);
    const textOf = (algorithm = 'off', key?: string): string => (key === undefined ? algorithm : `${algorithm} with ${key}`);
    const facts = { resource, what: 'encryption', wanted: textOf(rule.SSEAlgorithm, kmsKeyId) };
    const apply = put('encryption', () =>
      client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule, ...(kmsKeyId === undefined ? {} : { BucketKeyEnabled: true }) }] } })),
    );
    if (!there) return missing({ ...facts, apply });
    const found = await setting('encryption', 'ServerSideEncryptionConfigurationNotFoundError', () => client.send(new GetBucketEncryptionCommand({ Bucket })));
    const current = found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    const text = textOf(current?.SSEAlgorithm, current?.KMSMasterKeyID);
    return text === facts.wanted ? right(facts) : differs({ ...facts, found: text, apply });
  }

  async function lifecycleStep(there: boolean): Promise<ProvisionStep> {
    const facts = { resource, what: 'lifecycle', wanted: `gone after ${recordingKeptDays} days, earlier versions after ${noncurrentDays}, abandoned uploads after ${abandonedUploadDays}` };
    const found = there ? ((await setting('lifecycle', 'NoSuchLifecycleConfiguration', () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))))?.Rules ?? []) : [];
    const others = found.filter(({ ID }) => ID !== expiryRule && ID !== tidyRule);
    const apply = put('lifecycle', () => client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...others, ...lifecycleRules] } })));
    if (!there) return missing({ ...facts, apply });
    const same = lifecycleRules.every((rule) => found.some((one) => ruleText(one) === ruleText(rule)));
    return same ? right(facts) : differs({ ...facts, found: found.length === 0 ? 'kept for ever' : `${found.length} other rule(s), kept beside ours`, apply });
  }

  async function policyStep(there: boolean): Promise<ProvisionStep> {
    const facts = { resource, what: 'policy', wanted: 'TLS only' };
    const text = there ? (await setting('policy', 'NoSuchBucketPolicy', () => client.send(new GetBucketPolicyCommand({ Bucket }))))?.Policy : undefined;
    const policy = text === undefined ? { Version: '2012-10-17', Statement: [] } : parsedPolicy(text);
    const wanted = tlsOnly(Bucket, region);
    const others = policy.Statement.filter((statement) => statement['Sid'] !== tlsStatement);
    const apply = put('policy', () => client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement: [...others, wanted] }) })));
    if (!there) return missing({ ...facts, apply });
    const ours = policy.Statement.find((statement) => statement['Sid'] === tlsStatement);
    if (ours !== undefined && sameStatement(ours, wanted)) return right(facts);
    return differs({ ...facts, found: ours !== undefined ? 'another condition' : text === undefined ? 'none' : `${others.length} other statement(s), kept beside ours`, apply });
  }

  return {
    async steps() {
      const there = await exists();
      const steps = [existenceStep(there)];
      for (const step of [publicAccessStep, versioningStep, encryptionStep, lifecycleStep, policyStep]) steps.push(await step(there));
      return steps;
    },
    close: () => client.destroy(),
  };
}

interface TlsOnly extends Record<string, unknown> {
  readonly Resource: readonly string[];
}

function tlsOnly(bucket: string, region: string): TlsOnly {
  const arn = `arn:${region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'}:s3:::${bucket}`;
  return { Sid: tlsStatement, Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
}

/** AWS gives statements back with their fields in another order. */
const sameStatement = (a: Record<string, unknown>, b: Record<string, unknown>): boolean => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
const inOrder = (statement: Record<string, unknown>): unknown => Object.entries(statement).sort(([a], [b]) => (a < b ? -1 : 1));

function parsedPolicy(text: string): z.output<typeof policyText> {
  try {
    const json: unknown = JSON.parse(text);
    return policyText.parse(json);
  } catch (thrown) {
    throw new AppError('DB_READ_FAILED', "the bucket's policy cannot be read; it stays as it is", { cause: thrown });
  }
}

const ruleText = ({ ID, Status, Filter, Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload }: LifecycleRule): string =>
  [ID, Status, Filter?.Prefix ?? '', Expiration?.Days, Expiration?.ExpiredObjectDeleteMarker === true, NoncurrentVersionExpiration?.NoncurrentDays, AbortIncompleteMultipartUpload?.DaysAfterInitiation].join('|');

function statusOf(thrown: unknown): number {
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return 0;
  const metadata = thrown.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
}
