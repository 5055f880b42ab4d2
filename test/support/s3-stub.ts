import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { chunkedBody, S3Refusal } from './s3-body.js';

interface Version {
  readonly versionId: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  readonly deleteMarker: boolean;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

interface Bucket {
  /** Newest last. */
  readonly objects: Map<string, Version[]>;
  /** Sub-resources as they were put: `versioning`, `encryption`, … */
  readonly settings: Map<string, string>;
}

/** fail: 503. denied: 403. stall: no answer. cut: the connection breaks when the body is there. */
export type S3Fault = 'fail' | 'denied' | 'stall' | 'cut';

/** S3 as far as we use it, on loopback, path-style; refuses what S3 would refuse, except for wrong signatures. */
export interface S3Stub {
  readonly endpoint: string;
  /** Each request that came, as `PUT /bucket/key?partNumber`. */
  readonly requests: readonly string[];
  /** Multipart uploads that are neither completed nor aborted. */
  readonly openUploads: number;
  makeBucket(name: string, settings?: Readonly<Record<string, string>>): void;
  settingsOf(bucket: string): ReadonlyMap<string, string> | null;
  object(bucket: string, key: string): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } | null;
  /** How many versions and delete markers there are of a key. */
  versions(bucket: string, key: string): number;
  /** The next `times` requests whose line (as in `requests`) matches meet this fault. */
  meet(fault: S3Fault, times: number, line?: RegExp): void;
  close(): Promise<void>;
}

const kept = ['content-type', 'x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id'];
const subresources = ['versioning', 'encryption', 'lifecycle', 'publicAccessBlock', 'policy'];
const missingSetting: Readonly<Record<string, string>> = {
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  lifecycle: 'NoSuchLifecycleConfiguration',
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  policy: 'NoSuchBucketPolicy',
};
const minPartBytes = 5_242_880;

export async function startS3Stub(): Promise<S3Stub> {
  const buckets = new Map<string, Bucket>();
  const uploads = new Map<string, Upload>();
  const requests: string[] = [];
  const faults: { readonly fault: S3Fault; times: number; readonly line: RegExp }[] = [];

  const server = createServer((request, response) => {
    void answer(request, response).catch((thrown: unknown) => {
      const refusal = thrown instanceof S3Refusal ? thrown : new S3Refusal(500, 'InternalError', String(thrown));
      if (response.headersSent || response.destroyed) return void response.destroy();
      const body = request.method === 'HEAD' ? '' : `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`;
      response.writeHead(refusal.status, { 'content-type': 'application/xml', connection: 'close' }).end(body);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stub');
    const [, bucketName = '', ...rest] = url.pathname.split('/');
    const key = rest.map(decodeURIComponent).join('/');
    const method = request.method ?? '';
    const names = [...url.searchParams.keys()].filter((name) => !name.toLowerCase().startsWith('x-amz-') && name !== 'x-id' && name !== 'response-content-disposition');
    const line = `${method} ${url.pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
    requests.push(line);
    const met = faults.find((one) => one.times > 0 && one.line.test(line));
    if (met !== undefined) met.times -= 1;
    if (met?.fault === 'stall') return void request.resume();
    checkSigned(request, url);
    const raw = await bytesOf(request);
    if (met?.fault === 'cut') return void request.socket.destroy();
    if (met?.fault === 'fail') throw new S3Refusal(503, 'SlowDown', 'Please reduce your request rate.');
    if (met?.fault === 'denied') throw new S3Refusal(403, 'AccessDenied', 'Access Denied');
    const body = decodedBody(request, raw);
    const send = (status: number, headers: Record<string, string> = {}, content: string | Buffer = ''): void => {
      const length = method === 'HEAD' ? (headers['content-length'] ?? '0') : String(Buffer.byteLength(content));
      response.writeHead(status, { ...(status === 204 ? {} : { 'content-length': length }), ...headers }).end(method === 'HEAD' ? undefined : content);
    };
    const xml = (content: string): void => send(200, { 'content-type': 'application/xml' }, `<?xml version="1.0" encoding="UTF-8"?>${content}`);
    const query = url.searchParams;

    if (key === '') return onBucket();
    const bucket = buckets.get(bucketName);
    if (bucket === undefined) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return onObject(bucket);

    function onBucket(): void {
      const existing = buckets.get(bucketName);
      if (method === 'PUT' && names.length === 0) {
        if (existing !== undefined) throw new S3Refusal(409, 'BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.');
        buckets.set(bucketName, { objects: new Map(), settings: new Map() });
        return send(200, { location: `/${bucketName}` });
      }
      if (existing === undefined) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
      if (method === 'HEAD') return send(200, { 'x-amz-bucket-region': 'us-east-1' });
      const sub = subresources.find((name) => query.has(name));
      if (sub !== undefined && method === 'PUT') {
        if (sub === 'lifecycle') checkDigest(request, body);
        existing.settings.set(sub, body.toString());
        return send(200);
      }
      if (sub !== undefined && method === 'GET') {
        const value = existing.settings.get(sub);
        if (value !== undefined) return send(200, { 'content-type': sub === 'policy' ? 'application/json' : 'application/xml' }, value);
        if (sub === 'versioning') return xml('<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
        throw new S3Refusal(404, missingSetting[sub] ?? 'NoSuchConfiguration', 'not set');
      }
      if (method === 'POST' && query.has('delete')) return xml(deleteMany(existing, request, body));
      if (method === 'GET' && query.has('versions')) return xml(listVersions(existing, query));
      if (method === 'GET' && query.get('list-type') === '2') return xml(listObjects(existing, query));
      throw new S3Refusal(501, 'NotImplemented', `the stub does not know ${line}`);
    }

    function onObject(bucket: Bucket): void {
      const headers = keptHeaders(request);
      if (method === 'POST' && query.has('uploads')) {
        const id = randomUUID();
        uploads.set(id, { bucket: bucketName, key, headers, parts: new Map() });
        return xml(`<InitiateMultipartUploadResult><Bucket>${bucketName}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
      }
      const uploadId = query.get('uploadId');
      if (uploadId !== null) {
        const upload = uploads.get(uploadId);
        if (upload === undefined || upload.key !== key || upload.bucket !== bucketName) throw new S3Refusal(404, 'NoSuchUpload', 'The specified upload does not exist.');
        if (method === 'PUT') {
          upload.parts.set(Number(query.get('partNumber')), body);
          return send(200, { etag: etagOf(body), 'x-amz-checksum-crc32': crc32Base64(body) });
        }
        uploads.delete(uploadId);
        if (method === 'DELETE') return send(204);
        if (method === 'POST') {
          const whole = completed(upload, body.toString());
          store(bucket, key, whole, upload.headers);
          return xml(`<CompleteMultipartUploadResult><Bucket>${bucketName}</Bucket><Key>${key}</Key><ETag>${etagOf(whole)}</ETag></CompleteMultipartUploadResult>`);
        }
      }
      if (names.length > 0) throw new S3Refusal(501, 'NotImplemented', `the stub does not know ${line}`);
      if (method === 'PUT') {
        store(bucket, key, body, headers);
        return send(200, { etag: etagOf(body) });
      }
      const newest = bucket.objects.get(key)?.at(-1);
      if (method === 'GET' || method === 'HEAD') {
        if (newest === undefined || newest.deleteMarker) throw new S3Refusal(404, method === 'HEAD' ? 'NotFound' : 'NoSuchKey', 'The specified key does not exist.');
        return send(200, { ...newest.headers, etag: etagOf(newest.body), 'last-modified': newest.lastModified.toUTCString(), 'content-length': String(newest.body.length) }, newest.body);
      }
      if (method === 'DELETE') {
        mark(bucket, key);
        return send(204);
      }
      throw new S3Refusal(405, 'MethodNotAllowed', line);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    get openUploads() {
      return uploads.size;
    },
    makeBucket: (name, settings = {}) => void buckets.set(name, { objects: new Map(), settings: new Map(Object.entries(settings)) }),
    settingsOf: (name) => buckets.get(name)?.settings ?? null,
    object(name, key) {
      const newest = buckets.get(name)?.objects.get(key)?.at(-1);
      return newest === undefined || newest.deleteMarker ? null : newest;
    },
    versions: (name, key) => buckets.get(name)?.objects.get(key)?.length ?? 0,
    meet: (fault, times, line = /^/) => void faults.push({ fault, times, line }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;
const isVersioned = (bucket: Bucket): boolean => bucket.settings.get('versioning')?.includes('<Status>Enabled</Status>') === true;

function store(bucket: Bucket, key: string, body: Buffer, headers: Readonly<Record<string, string>>): void {
  const version = { versionId: isVersioned(bucket) ? randomUUID() : 'null', body, headers, lastModified: new Date(), deleteMarker: false };
  bucket.objects.set(key, isVersioned(bucket) ? [...(bucket.objects.get(key) ?? []), version] : [version]);
}

function mark(bucket: Bucket, key: string): void {
  if (!isVersioned(bucket)) return void bucket.objects.delete(key);
  const marker = { versionId: randomUUID(), body: Buffer.alloc(0), headers: {}, lastModified: new Date(), deleteMarker: true };
  bucket.objects.set(key, [...(bucket.objects.get(key) ?? []), marker]);
}

function completed(upload: Upload, list: string): Buffer {
  const wanted = [...list.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({ number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]), etag: /<ETag>(.*?)<\/ETag>/.exec(part)?.[1]?.replaceAll('&quot;', '"') ?? '', crc: /<ChecksumCRC32>(.*?)</.exec(part)?.[1] }));
  if (wanted.length === 0) throw new S3Refusal(400, 'MalformedXML', 'no parts');
  const bodies = wanted.map(({ number, etag, crc }, n) => {
    const part = upload.parts.get(number);
    if (part === undefined || etagOf(part) !== etag) throw new S3Refusal(400, 'InvalidPart', `part ${number}`);
    if (crc !== undefined && crc !== crc32Base64(part)) throw new S3Refusal(400, 'InvalidPart', `checksum of part ${number}`);
    if (n > 0 && number <= (wanted[n - 1]?.number ?? 0)) throw new S3Refusal(400, 'InvalidPartOrder', `part ${number}`);
    if (n < wanted.length - 1 && part.length < minPartBytes) throw new S3Refusal(400, 'EntityTooSmall', `part ${number}`);
    return part;
  });
  return Buffer.concat(bodies);
}

function deleteMany(bucket: Bucket, request: IncomingMessage, body: Buffer): string {
  checkDigest(request, body);
  const text = body.toString();
  for (const [, object = ''] of text.matchAll(/<Object>(.*?)<\/Object>/gs)) {
    const key = /<Key>(.*?)<\/Key>/.exec(object)?.[1] ?? '';
    const versionId = /<VersionId>(.*?)<\/VersionId>/.exec(object)?.[1];
    const versions = (bucket.objects.get(key) ?? []).filter((version) => version.versionId !== versionId);
    if (versionId === undefined) mark(bucket, key);
    else if (versions.length > 0) bucket.objects.set(key, versions);
    else bucket.objects.delete(key);
  }
  return '<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>';
}

function listVersions(bucket: Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const entries = [...bucket.objects].filter(([key]) => key.startsWith(prefix)).flatMap(([key, versions]) =>
    versions.map((version, n) => {
      const tag = version.deleteMarker ? 'DeleteMarker' : 'Version';
      return `<${tag}><Key>${key}</Key><VersionId>${version.versionId}</VersionId><IsLatest>${n === versions.length - 1}</IsLatest></${tag}>`;
    }),
  );
  return `<ListVersionsResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListVersionsResult>`;
}

function listObjects(bucket: Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const max = Number(query.get('max-keys') ?? '1000');
  const found = [...bucket.objects].filter(([key, versions]) => key.startsWith(prefix) && key > after && versions.at(-1)?.deleteMarker === false).sort(([a], [b]) => (a < b ? -1 : 1));
  const page = found.slice(0, max);
  const next = found.length > max ? `<NextContinuationToken>${page.at(-1)?.[0] ?? ''}</NextContinuationToken>` : '';
  const contents = page.map(([key, versions]) => `<Contents><Key>${key}</Key><Size>${versions.at(-1)?.body.length ?? 0}</Size><LastModified>${versions.at(-1)?.lastModified.toISOString() ?? ''}</LastModified></Contents>`);
  return `<ListBucketResult><IsTruncated>${found.length > max}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

function keptHeaders(request: IncomingMessage): Record<string, string> {
  const { headers } = request;
  if ('x-amz-acl' in headers) throw new S3Refusal(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && encryption !== 'AES256' && encryption !== 'aws:kms') throw new S3Refusal(400, 'InvalidArgument', 'The encryption method specified is not supported');
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' && (kept.includes(name) || name.startsWith('x-amz-meta-')) ? [[name, value]] : [])));
}

function checkSigned(request: IncomingMessage, url: URL): void {
  const query = url.searchParams;
  if (query.has('X-Amz-Signature')) {
    const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
    const signedMs = date === null ? NaN : Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3]), Number(date[4]), Number(date[5]), Number(date[6]));
    if (!(Date.now() < signedMs + Number(query.get('X-Amz-Expires')) * 1000)) throw new S3Refusal(403, 'AccessDenied', 'Request has expired');
    return;
  }
  if (!(request.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 Credential=')) throw new S3Refusal(403, 'AccessDenied', 'Access Denied');
  if (request.headers['x-amz-content-sha256'] === undefined) throw new S3Refusal(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What was meant, with every checksum that came along held against it. */
function decodedBody(request: IncomingMessage, raw: Buffer): Buffer {
  const { headers } = request;
  const sha256 = headers['x-amz-content-sha256'];
  const chunked = typeof sha256 === 'string' && sha256.startsWith('STREAMING-');
  if (!chunked && request.method === 'PUT' && headers['content-length'] === undefined) throw new S3Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const { body, trailers } = chunked ? chunkedBody(raw, headers) : { body: raw, trailers: {} };
  const stated = headers['x-amz-checksum-crc32'] ?? trailers['x-amz-checksum-crc32'];
  if (stated !== undefined && stated !== crc32Base64(body)) throw new S3Refusal(400, 'BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && sha256 !== createHash('sha256').update(body).digest('hex')) throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 header does not match what was computed.');
  return body;
}

/** Some requests are refused without a checksum of their body. */
function checkDigest(request: IncomingMessage, body: Buffer): void {
  const md5 = request.headers['content-md5'];
  if (md5 === undefined && request.headers['x-amz-checksum-crc32'] === undefined) throw new S3Refusal(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw new S3Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function crc32Base64(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body) >>> 0);
  return bytes.toString('base64');
}
