import { parseArgs } from 'node:util';
import { configOfProcess, regionOfProcess, tableNamesFrom, textFromProblems, type Config } from '../config.js';
import { systemClock } from '../kernel/clock.js';
import { appErrorFrom } from '../kernel/errors.js';
import { createDatabase } from '../storage/database.js';
import { createBucketSteps } from '../storage/provisioning/bucket-steps.js';
import type { ProvisionStep } from '../storage/provisioning/provision-step.js';
import { tableSteps } from '../storage/provisioning/table-steps.js';
import { recordingKeptDays } from '../storage/recordings/recording-store.js';
import { tables } from '../storage/tables.js';
import { runCommand, type CommandResult } from './command.js';
import { isByHand, textFromSteps } from './provision-report.js';

const help = `Makes what Voiceter needs in an AWS account: the tables (on demand, encrypted, point-in-time recovery, expiry of
transcripts) and the bucket of recordings (private, versioned, encrypted, TLS only, gone after 90 days). What is there
already stays; what differs is changed where that loses nothing. May be run as often as you like.

  npm run aws:provision -- --dry-run    says what would be made and what differs; changes nothing
  npm run aws:provision

  --region <region>    default AWS_REGION
  --prefix <prefix>    of the table names (default DYNAMODB_TABLE_PREFIX, voiceter-)
  --bucket <name>      default S3_BUCKET_NAME; without either, only the tables
  --kms-key <id>       encrypts tables and bucket with this key (default RECORDINGS_KMS_KEY_ID for the bucket, else AWS's keys)
  --json               print JSON instead of text
  --help

Credentials come from the environment, as for the AWS CLI. They need dynamodb:CreateTable, DescribeTable, UpdateTable,
Describe- and UpdateTimeToLive, Describe- and UpdateContinuousBackups; s3:CreateBucket, ListBucket, and Get and Put of
BucketPublicAccessBlock, BucketVersioning, EncryptionConfiguration, LifecycleConfiguration and BucketPolicy.
`;

const read = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      region: { type: 'string' },
      prefix: { type: 'string' },
      bucket: { type: 'string' },
      'kms-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
type Values = ReturnType<typeof read>['values'];

async function run(values: Values): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const config = configOfProcess();
  if (!config.ok) return { text: `The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78 };
  const region = values.region ?? regionOfProcess();
  if (region === null) return { text: 'Say in which Region: --region us-east-1, or AWS_REGION.\n', exitCode: 2 };
  return provision(config.value, region, values);
}

async function provision(config: Config, region: string, values: Values): Promise<CommandResult> {
  const bucket = values.bucket ?? config.S3_BUCKET_NAME;
  if (bucket !== undefined && bucket === config.DOCUMENTS_S3_BUCKET) {
    return { text: `${bucket} holds documents: as a bucket of recordings, everything in it would be gone after ${recordingKeptDays} days.\nName another for recordings, or for documents (DOCUMENTS_S3_BUCKET).\n`, exitCode: 2 };
  }
  const tableKey = values['kms-key'];
  const bucketKey = values['kms-key'] ?? config.RECORDINGS_KMS_KEY_ID;
  const database = createDatabase(
    { clock: systemClock, log: () => undefined },
    { tablePrefix: values.prefix ?? config.DYNAMODB_TABLE_PREFIX, tableNames: tableNamesFrom(config), region, tryTimeoutMs: 10_000, ...(config.AWS_ENDPOINT_URL_DYNAMODB === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_DYNAMODB }) },
  );
  const bucketSteps =
    bucket === undefined
      ? null
      : createBucketSteps({
          bucket,
          region,
          ...(config.AWS_ENDPOINT_URL_S3 === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_S3 }),
          ...(bucketKey === undefined ? {} : { kmsKeyId: bucketKey }),
        });
  try {
    const steps = [
      ...(await tableSteps({ clock: systemClock, database }, { definitions: tables, ...(tableKey === undefined ? {} : { kmsKeyId: tableKey }) })),
      ...((await bucketSteps?.steps()) ?? []),
    ];
    if (!values['dry-run']) await apply(steps, values.json);
    const done = values['dry-run'] ? 'planned' : 'applied';
    const text = values.json ? `${JSON.stringify(steps.map(({ apply: change, ...facts }) => ({ ...facts, byHand: facts.state !== 'right' && change === null })), null, 2)}\n` : textFromSteps(steps, done);
    const hint = bucket === undefined && !values.json ? 'No bucket was named (--bucket or S3_BUCKET_NAME): only tables.\n' : '';
    return { text: `${text}${hint}`, exitCode: steps.some(isByHand) ? 1 : 0, ...(values['dry-run'] ? { isOutput: true } : {}) };
  } finally {
    database.close();
    bucketSteps?.close();
  }
}

/** One after another: a table must be there before it gets its settings. */
async function apply(steps: readonly ProvisionStep[], quiet: boolean): Promise<void> {
  for (const step of steps) {
    if (step.apply === null || step.state === 'right') continue;
    if (!quiet) process.stderr.write(`${step.resource}${step.what === '' ? '' : `, ${step.what}`} ...\n`);
    await step.apply();
  }
}

/** What the SDK says of missing credentials is true, and helps nobody. */
function explained(thrown: unknown): string {
  const { message } = appErrorFrom(thrown);
  return message.includes('CredentialsProviderError') ? `There are no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n(${message})` : message;
}

await runCommand({ read: (args) => read(args).values, run, explain: explained });
