import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http2';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { EmulatorCredentials } from '../options.js';
import { messages, type HttpRefusal } from './exceptions.js';
import { dateHeaderBytes, type SignedFrame } from './frames.js';

/** Where the chain of frame signatures begins: proven by the signature of the request. */
export interface SignedStream {
  readonly scope: string;
  readonly signingKey: Buffer;
  /** Signature of the request, hex. */
  readonly seed: string;
}

const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8}\/[a-z0-9-]+\/bedrock\/aws4_request), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;
const longDatePattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
/** Bedrock refuses requests whose date is further off. */
const mostSkewMs = 5 * 60_000;

/** Verifies AWS Signature Version 4 of the opening request. */
export function verifyRequest(
  request: { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders },
  credentials: EmulatorCredentials,
  wallMs: number,
): Result<SignedStream, HttpRefusal> {
  const authorization = request.headers.authorization;
  if (authorization === undefined) {
    return refuse({ status: 403, type: 'MissingAuthenticationTokenException', message: messages.noSignature });
  }
  const refusal = (message: string = messages.signature): Result<SignedStream, HttpRefusal> =>
    refuse({ status: 403, type: 'InvalidSignatureException', message });
  const [, accessKeyId, scope, signedNames, signature] = authorizationPattern.exec(authorization) ?? [];
  const longDate = headerText(request.headers['x-amz-date']);
  const dateParts = longDatePattern.exec(longDate);
  if (accessKeyId === undefined || scope === undefined || signedNames === undefined || signature === undefined || dateParts === null) {
    return refusal();
  }
  if (accessKeyId !== credentials.accessKeyId) {
    return refuse({ status: 403, type: 'UnrecognizedClientException', message: messages.unknownKey });
  }
  const [, year, month, day, hour, minute, second] = dateParts.map(Number);
  const signedAtMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (Math.abs(signedAtMs - wallMs) > mostSkewMs) return refusal(`Signature expired: ${longDate}`);

  const [path = '', query = ''] = request.path.split('?');
  const names = signedNames.split(';');
  const canonicalRequest = [
    request.method,
    path.split('/').map(encodeURIComponent).join('/'),
    query.split('&').sort().join('&'),
    ...names.map((name) => `${name}:${headerText(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    headerText(request.headers['x-amz-content-sha256']),
  ].join('\n');
  const stringToSign = ['AWS4-HMAC-SHA256', longDate, scope, sha256(canonicalRequest)].join('\n');
  const signingKey = scope
    .split('/')
    .reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
  if (!sameBytes(hmac(signingKey, stringToSign), Buffer.from(signature, 'hex'))) return refusal();
  return ok({ scope, signingKey, seed: signature });
}

/** Verifies the frames of one stream in the order in which they came: each signature covers the one before. */
export function createFrameVerifier(stream: SignedStream): (frame: SignedFrame) => boolean {
  let prior = stream.seed;
  return (frame) => {
    if (frame.date === null || frame.signature === null || Number.isNaN(frame.date.getTime())) return false;
    const stringToSign = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      longDateFrom(frame.date),
      stream.scope,
      prior,
      sha256(dateHeaderBytes(frame.date)),
      sha256(frame.payload),
    ].join('\n');
    const expected = hmac(stream.signingKey, stringToSign);
    if (!sameBytes(expected, frame.signature)) return false;
    prior = expected.toString('hex');
    return true;
  };
}

const longDateFrom = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
const headerText = (value: string | readonly string[] | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.join(',');
