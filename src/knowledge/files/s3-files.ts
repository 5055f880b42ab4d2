import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../../kernel/clock.js';
import { nameOf, runRequest } from '../service-fault.js';
import { checkedId, checkedKey, textKey, type DocumentFiles } from './document-files.js';

export interface S3FilesOptions {
  readonly bucket: string;
  readonly region: string;
  /** Another address than S3's; the bucket then stands in the path. */
  readonly endpoint?: string;
  /** Absent: the SDK's provider chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Longest time for one file, all tries included. Default 30 s. */
  readonly timeoutMs?: number;
}

const connectTimeoutMs = 5000;
const defaultTimeoutMs = 30_000;
const nothing = (): void => undefined;
/** The SDK would write to the console what comes out as an error anyway. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Documents in S3: the files below `uploads/`, where a Bedrock data source can look for them, their texts below `texts/`. */
export function createS3Files(deps: { readonly clock: Clock }, options: S3FilesOptions): DocumentFiles {
  const { bucket: Bucket } = options;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const client = new S3Client({
    region: options.region,
    maxAttempts: 3,
    logger: silent,
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectTimeoutMs, requestTimeout: timeoutMs }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  });

  const put = (Key: string, Body: Uint8Array, ContentType: string): Promise<void> =>
    runRequest(deps, 'store a document', { code: 'DB_WRITE_FAILED', timeoutMs }, async (abortSignal) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ServerSideEncryption: 'AES256' }), { abortSignal });
    });

  return {
    put: async (key, bytes) => put(checkedKey(key), bytes, 'application/pdf'),
    putText: async (documentId, text) => put(textKey(checkedId(documentId)), text, 'text/plain; charset=utf-8'),
    readText: async (documentId) =>
      runRequest(deps, 'read the text of a document', { code: 'DB_READ_FAILED', timeoutMs }, async (abortSignal) => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: textKey(checkedId(documentId)) }), { abortSignal });
          return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
        } catch (thrown) {
          if (nameOf(thrown) === 'NoSuchKey') return null;
          throw thrown;
        }
      }),
    remove: async (documentId, key) =>
      runRequest(deps, 'delete a document', { code: 'DB_WRITE_FAILED', timeoutMs }, async (abortSignal) => {
        for (const Key of [checkedKey(key), textKey(checkedId(documentId))]) await client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal });
      }),
    // S3 knows no half-written objects.
    sweep: () => Promise.resolve(0),
    close: () => client.destroy(),
  };
}
