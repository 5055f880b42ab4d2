import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { novaModelId } from '../../models/nova-sonic/wire.js';
import type { EmulatorCredentials } from '../options.js';
import { messages, type HttpRefusal } from './exceptions.js';
import type { SignedFrame } from './frames.js';
import { createFrameVerifier, verifyRequest } from './signature.js';

/**
 * Looks at a request's method, path and signature; gives what verifies the frames that follow. `credentials` is `null` where any
 * signature passes.
 */
export function admitRequest(
  headers: IncomingHttpHeaders,
  credentials: EmulatorCredentials | null,
  wallMs: number,
): Result<(frame: SignedFrame) => boolean, HttpRefusal> {
  const path = headers[':path'] ?? '';
  const route = routeFrom(headers[':method'] ?? '', path);
  if (!route.ok) return route;
  if (credentials === null) return ok(() => true);
  const signed = verifyRequest({ method: 'POST', path, headers }, credentials, wallMs);
  return signed.ok ? ok(createFrameVerifier(signed.value)) : signed;
}

/** The account has no stream left. */
export const throttled: HttpRefusal = { status: 429, type: 'ThrottlingException', message: messages.throttled };

const pathPattern = /^\/model\/([^/]+)\/invoke-with-bidirectional-stream$/;

function routeFrom(method: string, path: string): Result<string, HttpRefusal> {
  const encodedModel = pathPattern.exec(path.split('?')[0] ?? '')?.[1];
  if (method !== 'POST' || encodedModel === undefined) {
    return refuse({ status: 404, type: 'UnknownOperationException', message: 'The requested operation is not recognized by the service.' });
  }
  const model = decodedComponent(encodedModel)?.replace(/^arn:aws:bedrock:[a-z0-9-]*:\d*:foundation-model\//, '');
  if (model === 'amazon.nova-sonic-v1:0') return refuse({ status: 404, type: 'ResourceNotFoundException', message: messages.endOfLife });
  if (model !== novaModelId) return refuse({ status: 400, type: 'ValidationException', message: messages.invalidModel });
  return ok(model);
}

function decodedComponent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Answers a request with an error instead of a stream. */
export function refuseStream(stream: ServerHttp2Stream, requestId: string, refusal: HttpRefusal): void {
  stream.on('error', () => undefined);
  stream.resume();
  stream.respond({
    ':status': refusal.status,
    'content-type': 'application/json',
    'x-amzn-errortype': refusal.type,
    'x-amzn-requestid': requestId,
  });
  stream.end(JSON.stringify({ message: refusal.message }));
}
