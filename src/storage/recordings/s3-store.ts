import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  S3Client,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { isNamed, storageFaultFrom } from '../storage-errors.js';
import { folderOfSession, isRecordingKey, type RecordingStore, type StoredRecording } from './recording-store.js';
import { uploadFile, type UploadTarget } from './s3-upload.js';

export interface S3StoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Another address than S3's; the bucket then stands in the path. */
  readonly endpoint?: string;
  /** Encrypts with this KMS key; absent: with keys of S3 (AES256). */
  readonly kmsKeyId?: string;
  /** Absent: the SDK's provider chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Longest time for storing or fetching one file. Default 15 min. */
  readonly transferTimeoutMs?: number;
  /** Longest silence of S3 within one request. Default 30 s. */
  readonly requestTimeoutMs?: number;
}

const connectTimeoutMs = 5000;
const defaultRequestTimeoutMs = 30_000;
const defaultTransferTimeoutMs = 15 * 60 * 1000;

const nothing = (): void => undefined;
/** The SDK would write to the console what comes out as an error anyway. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Recordings in S3. A multipart upload that fails is aborted, so that nothing half stays (or is paid for). */
export function createS3Store(deps: { readonly clock: Clock }, options: S3StoreOptions): RecordingStore {
  const { bucket: Bucket } = options;
  const requestTimeoutMs = options.requestTimeoutMs ?? defaultRequestTimeoutMs;
  const transferTimeoutMs = options.transferTimeoutMs ?? defaultTransferTimeoutMs;
  const client = new S3Client({
    region: options.region,
    // Tries are counted by whoever stores a recording.
    maxAttempts: 1,
    logger: silent,
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  });
  const encryption = options.kmsKeyId === undefined ? ({ ServerSideEncryption: 'AES256' } as const) : ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: options.kmsKeyId } as const);

  /** Runs one piece of work with a deadline; faults come out as `AppError`s. */
  async function run<T>(operation: 'read' | 'write', what: string, timeoutMs: number, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const timer = deps.clock.setTimer(timeoutMs, () => abort.abort());
    try {
      return await work(abort.signal);
    } catch (thrown) {
      const fault = storageFaultFrom(thrown, operation, what).error;
      throw abort.signal.aborted ? new AppError('DB_CONNECTION_FAILED', `${what}: not done within ${timeoutMs} ms`, { cause: thrown }) : fault;
    } finally {
      timer.cancel();
    }
  }

  async function find(key: string): Promise<StoredRecording | null> {
    if (!isRecordingKey(key)) throw new AppError('VALIDATION_ERROR', `this is not the key of a recording: ${key}`);
    return run('read', `find ${key}`, requestTimeoutMs, async (abortSignal) => {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket, Key: key }), { abortSignal });
        return { key, bytes: head.ContentLength ?? 0, storedAt: (head.LastModified ?? new Date(0)).toISOString() };
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw thrown;
      }
    });
  }

  return {
    find,
    async put(key, file, facts) {
      const target: UploadTarget = {
        Bucket,
        Key: key,
        ContentType: 'audio/wav',
        ...encryption,
        Metadata: { 'session-id': encodeURIComponent(facts.sessionId), 'duration-ms': String(Math.round(facts.durationMs)), incomplete: String(facts.incomplete) },
      };
      await run('write', `store ${key}`, transferTimeoutMs, (abortSignal) => uploadFile(client, target, file, abortSignal));
    },
    async list({ sessionId, limit }) {
      const found: StoredRecording[] = [];
      let token: string | undefined;
      do {
        const page = await run('read', 'list recordings', requestTimeoutMs, (abortSignal) =>
          client.send(
            new ListObjectsV2Command({
              Bucket,
              MaxKeys: Math.min(1000, limit - found.length),
              ...(sessionId === undefined ? {} : { Prefix: `${folderOfSession(sessionId)}/` }),
              ...(token === undefined ? {} : { ContinuationToken: token }),
            }),
            { abortSignal },
          ),
        );
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
          if (isRecordingKey(Key)) found.push({ key: Key, bytes: Size, storedAt: (LastModified ?? new Date(0)).toISOString() });
        }
        token = page.NextContinuationToken;
      } while (token !== undefined && found.length < limit);
      return found;
    },
    async get(key, file) {
      if ((await find(key)) === null) return false;
      await run('read', `get ${key}`, transferTimeoutMs, async (abortSignal) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }), { abortSignal });
        if (!(Body instanceof Readable)) throw new AppError('DB_READ_FAILED', `get ${key}: no content`);
        const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
        let opened = false;
        target.once('open', () => (opened = true));
        try {
          await pipeline(Body, target, { signal: abortSignal });
        } catch (thrown) {
          // Half a file is no recording; one that was there before is not ours.
          if (opened) await rm(file, { force: true });
          throw thrown;
        }
      });
      return true;
    },
    async url(key, { expiresInSeconds }) {
      if ((await find(key)) === null) return null;
      return run('read', `sign ${key}`, requestTimeoutMs, () => getSignedUrl(client, new GetObjectCommand({ Bucket, Key: key }), { expiresIn: expiresInSeconds }));
    },
    async delete(sessionId) {
      let deleted = 0;
      for (;;) {
        const { objects, recordings } = await run('read', 'list versions', requestTimeoutMs, async (abortSignal) => {
          const page = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: `${folderOfSession(sessionId)}/` }), { abortSignal });
          const versions = page.Versions ?? [];
          const all = [...versions, ...(page.DeleteMarkers ?? [])];
          return {
            objects: all.flatMap(({ Key, VersionId }): ObjectIdentifier[] => (Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }])),
            recordings: versions.filter((version) => version.IsLatest === true).length,
          };
        });
        if (objects.length === 0) return deleted;
        const { Errors } = await run('write', 'delete versions', requestTimeoutMs, (abortSignal) => client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: objects, Quiet: true } }), { abortSignal }));
        const [refused] = Errors ?? [];
        if (refused !== undefined) throw new AppError('DB_WRITE_FAILED', `delete ${refused.Key ?? ''}: ${refused.Code ?? ''}`);
        deleted += recordings;
      }
    },
    // The bucket's lifecycle rule does it.
    deleteExpired: () => Promise.resolve(0),
    close: () => client.destroy(),
  };
}

const isMissing = (thrown: unknown): boolean => isNamed(thrown, 'NotFound') || isNamed(thrown, 'NoSuchKey');
