import type { Clock } from '../../kernel/clock.js';
import { createDirectoryStore } from './directory-store.js';
import type { RecordingStore } from './recording-store.js';
import { createS3Store, type S3StoreOptions } from './s3-store.js';

export type RecordingStoreOptions = { readonly kind: 'directory'; readonly directory: string } | ({ readonly kind: 's3' } & S3StoreOptions);

/** The store that was chosen. The caller closes it. */
export const createRecordingStore = (deps: { readonly clock: Clock }, options: RecordingStoreOptions): RecordingStore =>
  options.kind === 'directory' ? createDirectoryStore(deps, options) : createS3Store(deps, options);
