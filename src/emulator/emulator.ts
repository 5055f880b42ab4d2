import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import type { JsonObject } from '../kernel/json.js';
import { ok, refuse, type Result } from '../kernel/result.js';
import { novaModelId } from '../models/nova-sonic/wire.js';
import type { Brain, BrainPrompt } from './brains/brain.js';
import { brainsByName, chooseBrain } from './brains/choose-brain.js';
import { createScriptBrain } from './brains/script-brain.js';
import { openRecognizer } from './hearing/open-recognizer.js';
import { defaultLimits, defaultTiming, type EmulatorOptions } from './options.js';
import { createSession } from './session.js';
import { openSpeech } from './speech/open-speech.js';
import { serveBedrockStream } from './stream.js';
import { messages, type HttpRefusal } from './wire/exceptions.js';
import type { SignedFrame } from './wire/frames.js';
import { createFrameVerifier, verifyRequest } from './wire/signature.js';

/** A Bedrock endpoint on this machine that behaves like Nova 2 Sonic. Whoever started it closes it. */
export interface Emulator {
  /** Such as `http://127.0.0.1:8900`; goes into the SDK client's `endpoint`. */
  readonly endpoint: string;
  /** Whether words are recognised from sound. Keypad tones and typed text always work. */
  readonly hearing: 'speech' | 'none';
  readonly speech: 'espeak' | 'tone';
  readonly openStreams: number;
  /** Ends all streams at once and releases the port, the voice and every timer. */
  close(): Promise<void>;
}

export interface EmulatorDeps {
  readonly clock: Clock;
  readonly log?: (event: string, fields: JsonObject) => void;
}

/**
 * Starts an emulator and resolves when it listens.
 *
 * Rejects with an `AppError` when the port is taken, or when a voice or a recogniser was demanded that is not installed.
 */
export async function startEmulator(deps: EmulatorDeps, options: EmulatorOptions = {}): Promise<Emulator> {
  const log = deps.log ?? ((): void => undefined);
  const timing = { ...defaultTiming, ...options.timing };
  const limits = { ...defaultLimits, ...options.limits };
  const recognizer = await openRecognizer({ clock: deps.clock, log }, options.hearing ?? 'auto');
  const speech = await openSpeech({ clock: deps.clock, log }, options.speech ?? 'auto', options.toneSpeed);
  const chosen = typeof options.brain === 'string' ? brainsByName(options.brain, options.seed ?? 1) : (options.brain ?? chooseBrain);
  const brainFor = (prompt: BrainPrompt): Brain => (options.script !== undefined ? createScriptBrain(options.script) : chosen(prompt));

  const connections = new Set<ServerHttp2Session>();
  let openStreams = 0;

  const admit = (headers: IncomingHttpHeaders): Result<(frame: SignedFrame) => boolean, HttpRefusal> => {
    const path = headers[':path'] ?? '';
    const route = routeFrom(headers[':method'] ?? '', path);
    if (!route.ok) return route;
    if (options.credentials !== undefined) {
      const signed = verifyRequest({ method: 'POST', path, headers }, options.credentials, deps.clock.wallMs());
      if (!signed.ok) return signed;
      return openStreams < limits.maxStreams ? ok(createFrameVerifier(signed.value)) : refuse(throttled);
    }
    return openStreams < limits.maxStreams ? ok(() => true) : refuse(throttled);
  };

  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const requestId = newId();
    const admitted = admit(headers);
    if (!admitted.ok) {
      log('stream_refused', { requestId, type: admitted.error.type });
      return refuseStream(stream, requestId, admitted.error);
    }
    openStreams += 1;
    log('stream_opened', { requestId, openStreams });
    serveBedrockStream(stream, requestId, {
      clock: deps.clock,
      verify: admitted.value,
      createSession: (wire) =>
        createSession(
          { clock: deps.clock, speech, recognizer, brainFor, log, send: wire.send, end: wire.end },
          { timing, limits, keypad: options.keypad ?? true, silenceCounts: options.silenceCounts ?? true },
        ),
      onClose() {
        openStreams -= 1;
        log('stream_closed', { requestId, openStreams });
      },
    });
  };

  const server = createServer();
  server.on('stream', onStream);
  server.on('session', (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
  });
  server.on('sessionError', (error: Error) => log('connection_failed', { message: error.message }));

  const host = options.host ?? '127.0.0.1';
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    await speech.close();
    throw new AppError('INTERNAL_ERROR', `the emulator could not listen on ${host}:${options.port ?? 0}`, { cause });
  }
  server.on('error', (error: Error) => log('server_failed', { message: error.message }));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    hearing: recognizer === null ? 'none' : 'speech',
    speech: speech.name,
    get openStreams() {
      return openStreams;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await closed;
      await speech.close();
    },
  };
}

const throttled: HttpRefusal = { status: 429, type: 'ThrottlingException', message: messages.throttled };

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

function refuseStream(stream: ServerHttp2Stream, requestId: string, refusal: HttpRefusal): void {
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
