import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../kernel/errors.js';

/** 10,000 parts, S3's most, are 160 GB. A file of at most one part goes in one piece. */
const partBytes = 16_777_216;
/** What is in memory at a time, and what others wait for at most. */
const pieceBytes = 131_072;

export type UploadTarget = Pick<CreateMultipartUploadCommandInput, 'Bucket' | 'Key' | 'ContentType' | 'Metadata' | 'ServerSideEncryption' | 'SSEKMSKeyId'>;

/**
 * Streams a file to S3, in parts when it is long, each with its checksum behind it. lib-storage holds whole parts in memory and
 * hashes them at a stroke (25 ms and more in which nobody is heard), and cannot be stopped within a part. Parts of an upload
 * that fails, or is aborted, are removed; what even that cannot reach goes by the bucket's lifecycle rule.
 */
export async function uploadFile(client: S3Client, target: UploadTarget, file: string, abortSignal: AbortSignal): Promise<void> {
  const { size } = await stat(file);
  if (size <= partBytes) {
    await withPiece(file, 0, size, (Body) => client.send(new PutObjectCommand({ ...target, Body, ContentLength: size, ChecksumAlgorithm: 'CRC32' }), { abortSignal }));
    return;
  }
  const { Bucket, Key } = target;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32' }), { abortSignal });
  if (UploadId === undefined) throw new AppError('DB_WRITE_FAILED', `S3 began no upload of ${Key ?? ''}`);
  try {
    const Parts: CompletedPart[] = [];
    for (let from = 0; from < size; from += partBytes) {
      const PartNumber = Parts.length + 1;
      const ContentLength = Math.min(partBytes, size - from);
      const { ETag, ChecksumCRC32 } = await withPiece(file, from, ContentLength, (Body) => client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ContentLength, ChecksumAlgorithm: 'CRC32' }), { abortSignal }));
      Parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }), ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) });
    }
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }), { abortSignal });
  } catch (thrown) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw thrown;
  }
}

async function withPiece<T>(file: string, from: number, bytes: number, send: (body: Readable) => Promise<T>): Promise<T> {
  const body = createReadStream(file, { start: from, end: from + Math.max(0, bytes - 1), highWaterMark: pieceBytes });
  try {
    return await send(body);
  } finally {
    body.destroy();
  }
}
