import type { IncomingHttpHeaders } from 'node:http';

/** An error as S3 answers it. */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The content of an `aws-chunked` body: chunks of `<hex size>[;chunk-signature=…]`, an empty one, then trailers. */
export function chunkedBody(raw: Buffer, headers: IncomingHttpHeaders): { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  const malformed = (what: string): S3Refusal => new S3Refusal(400, 'IncompleteBody', what);
  if (!(headers['content-encoding'] ?? '').split(',').map((part) => part.trim()).includes('aws-chunked')) throw malformed('no content-encoding aws-chunked');
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = raw.indexOf('\r\n', at);
    if (end < 0) throw malformed('a line without an end');
    const text = raw.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const size = /^([0-9a-fA-F]+)(?:;chunk-signature=[0-9a-f]{64})?$/.exec(line())?.[1];
    if (size === undefined) throw malformed('a chunk without a size');
    const length = parseInt(size, 16);
    if (length === 0) break;
    if (at + length + 2 > raw.length || raw.toString('latin1', at + length, at + length + 2) !== '\r\n') throw malformed('a chunk of another size than it says');
    chunks.push(raw.subarray(at, at + length));
    at += length + 2;
  }
  const trailers: Record<string, string> = {};
  for (let text = at < raw.length ? line() : ''; text !== ''; text = at < raw.length ? line() : '') {
    const [name = '', value = ''] = text.split(/:\s*/, 2);
    trailers[name.toLowerCase()] = value;
  }
  const body = Buffer.concat(chunks);
  if (Number(headers['x-amz-decoded-content-length']) !== body.length) throw malformed(`x-amz-decoded-content-length says ${String(headers['x-amz-decoded-content-length'])}, there are ${body.length}`);
  const announced = headers['x-amz-trailer'];
  if (typeof announced === 'string' && trailers[announced.toLowerCase()] === undefined) throw new S3Refusal(400, 'MalformedTrailerError', `the trailer ${announced} is missing`);
  return { body, trailers };
}
