import type { Config } from '../../config.js';
import type { Clock } from '../../kernel/clock.js';
import { createDirectoryStore } from './directory-store.js';
import type { RecordingStore } from './recording-store.js';
import { createS3Store, type S3StoreOptions } from './s3-store.js';

export type RecordingStoreOptions = { readonly kind: 'directory'; readonly directory: string } | ({ readonly kind: 's3' } & S3StoreOptions);

/** The store that was chosen. The caller closes it. */
export const createRecordingStore = (deps: { readonly clock: Clock }, options: RecordingStoreOptions): RecordingStore =>
  options.kind === 'directory' ? createDirectoryStore(deps, options) : createS3Store(deps, options);

/** What the settings say; null where recordings are off. */
export function recordingStoreOptionsFrom(
  config: Pick<Config, 'RECORDINGS' | 'RECORDINGS_DIR' | 'S3_BUCKET_NAME' | 'RECORDINGS_KMS_KEY_ID' | 'AWS_ENDPOINT_URL_S3' | 'AWS_REGION'>,
): RecordingStoreOptions | null {
  if (config.RECORDINGS === 'off') return null;
  if (config.RECORDINGS === 'directory' || config.S3_BUCKET_NAME === undefined) return { kind: 'directory', directory: config.RECORDINGS_DIR };
  return {
    kind: 's3',
    bucket: config.S3_BUCKET_NAME,
    region: config.AWS_REGION,
    ...(config.AWS_ENDPOINT_URL_S3 === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_S3 }),
    ...(config.RECORDINGS_KMS_KEY_ID === undefined ? {} : { kmsKeyId: config.RECORDINGS_KMS_KEY_ID }),
  };
}
